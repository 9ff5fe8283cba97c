"""The options of an executor are known, complete and of the right kind."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.experiments.compare.executors.options import EXECUTORS, read_executor_options


def test_values_are_read_as_they_are_written():
    options = read_executor_options("slurm", ["partition=gpu, debug", "time=90", "setup=export A=b"])
    assert options.text("partition") == "gpu, debug"
    assert options.text("setup") == "export A=b"
    assert options.count("time", 5) == 90
    assert options.text("qos") is None
    assert options.count("cpus", 3) == 3


@pytest.mark.parametrize(
    ("executor", "given", "message"),
    [
        ("slurm", ["partitoin=gpu"], "partitoin: unknown with --executor slurm; did you mean 'partition'?"),
        ("ray", ["partition=gpu"], "partition: unknown with --executor ray; known: address, cpus"),
        ("local", ["cpus=2"], "cpus: --executor local has no options"),
        ("ray", ["cpus"], "--executor-option cpus: must be key=value"),
        ("ray", ["cpus="], "--executor-option cpus=: must be key=value"),
        ("ray", ["cpus=1", "cpus=2"], "--executor-option cpus is given twice"),
    ],
)
def test_a_wrong_option_is_named(executor, given, message):
    with pytest.raises(UsageError) as error:
        read_executor_options(executor, given)
    assert message in str(error.value)


@pytest.mark.parametrize("value", ["0", "-1", "1.5", "two", "1e3"])
def test_a_count_is_a_whole_number_of_at_least_1(value):
    options = read_executor_options("ray", [f"cpus={value}"])
    with pytest.raises(UsageError, match=f"--executor-option cpus={value}: must be a whole number of at least 1"):
        options.count("cpus", 1)


def test_every_option_is_documented():
    from pathlib import Path

    page = (Path(__file__).parents[4] / "docs" / "compare.md").read_text(encoding="utf-8")
    assert [key for keys in EXECUTORS.values() for key in keys if f"`{key}`" not in page] == []
