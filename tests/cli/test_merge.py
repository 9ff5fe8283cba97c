"""``lrkit merge``."""

from __future__ import annotations

import json
import shlex

import pytest
from click.testing import CliRunner

from paddle_lrkit.cli.merge import command
from paddle_lrkit.errors import CheckpointError, ConfigError
from tests.cli.test_startup import PROGRAM, loaded
from tests.runs.merge.written_run import write_run


def merge(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.fixture
def run(tmp_path):
    return write_run(tmp_path / "a run", {update: [float(update)] for update in range(0, 1001, 100)}, every=10)


def test_the_table_has_each_checkpoint_its_weight_and_its_factor(run):
    text = merge(run, "--emulate", "linear:30%").output.splitlines()
    assert text[0] == (
        "4 checkpoints from update 700 to 1,000 at the rate 0.1 are averaged as a linear decay from update 700 on"
    )
    assert [line.split() for line in text[2:6]] == [
        ["update_700", "700", "0.1650"],
        ["update_800", "800", "0.3333", "0.8350"],
        ["update_900", "900", "0.3333", "0.5017"],
        ["update_1000", "1,000", "0.1683", "0.1683"],
    ]
    assert text[6] == "the factors differ from the decay by 0.17 at most"
    assert text[7].startswith("note: 3 steps between checkpoints follow the decay only roughly")
    place = run / "checkpoints" / "merged_linear_700-1000"
    assert text[-1] == f"evaluate it with: lrkit eval --checkpoint {shlex.quote(str(place))}"
    assert place.is_dir()


def test_the_report_as_json(run):
    report = json.loads(merge(run, "--emulate", "1-sqrt:200it", "--at", "50%", "--json").output)
    assert {key: report[key] for key in ("emulate", "begin", "end", "rate", "logged", "batch_norms")} == {
        "emulate": "1-sqrt:200it",
        "begin": 300,
        "end": 500,
        "rate": 0.1,
        "logged": 20,
        "batch_norms": 0,
    }
    assert [used["update"] for used in report["checkpoints"]] == [300, 400, 500]
    assert sum(used["weight"] for used in report["checkpoints"]) == pytest.approx(1)
    assert [used["factor"] is None for used in report["checkpoints"]] == [True, False, False]
    assert report["checkpoint"].endswith("checkpoints/merged_1-sqrt_300-500")
    assert any("no run continues from it" in note for note in report["notes"])


def test_errors_are_sentences(run):
    with pytest.raises(ConfigError, match="unknown shape 'linaer'; did you mean 'linear'"):
        merge(run, "--emulate", "linaer:20%")
    with pytest.raises(CheckpointError, match="not a run directory with checkpoints"):
        merge(run / "checkpoints", "--emulate", "linear:20%")
    assert "number with a unit" in merge(run, "--emulate", "linear:20%", "--at", "100").output


def test_no_paddle_is_loaded(run):
    modules = loaded(PROGRAM, "merge", str(run), "--emulate", "linear:30%", "--json")
    assert "safetensors" in modules
    assert not modules & {"paddle", "matplotlib", "rich", "sklearn"}
