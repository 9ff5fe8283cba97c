"""Schedules ranked by their bounds, and the peak rate that each wants."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.ranking.rank_schedules import rank_schedules
from paddle_lrkit.suites.load import load_schedule


def schedule(name, peak=0.1, updates=100):
    config = {
        "Global": {"updates": updates},
        "Architecture": {"name": "ResNet18"},
        "Optimizer": {"name": "SGD", "lr": {"name": name, "learning_rate": peak}},
    }
    return load_schedule(config)


def test_the_best_is_first_and_its_peak_follows_from_the_reference():
    line, flat = rank_schedules({"flat": schedule("Constant"), "line": schedule("LinearDecay", 0.3)}, None, "flat")
    assert [line.name, flat.name] == ["line", "flat"]
    assert (flat.peak_factor, flat.moved_peak_lr) == (1.0, 0.1)
    assert line.moved_peak_lr == pytest.approx(0.1 * line.peak_factor) != 0.3
    assert json.loads(json.dumps(line.to_json()))["peak_lr"] == 0.3


def test_schedules_are_stretched_to_one_length():
    named = {"short": schedule("LinearDecay", updates=50), "long": schedule("LinearDecay", updates=400)}
    assert [each.updates for each in rank_schedules(named, 100, "short")] == [100, 100]


@pytest.mark.parametrize(
    ("name", "reference", "error", "message"),
    [
        ("ReduceOnPlateau", "a", UsageError, "depends on a metric"),
        ("Constant", "b", ConfigError, "--reference: unknown schedule 'b'"),
    ],
)
def test_wrong_use_is_an_error(name, reference, error, message):
    with pytest.raises(error, match=message):
        rank_schedules({"a": schedule(name)}, None, reference)


def test_a_run_that_is_too_long_is_refused_and_can_be_stretched():
    long = schedule("LinearDecay", updates=10**9)
    with pytest.raises(UsageError, match=r"a: 1,000,000,000 updates are too many to rank; --updates 10000000 or fewer"):
        rank_schedules({"a": long}, None, "a")
    with pytest.raises(UsageError, match="10,000,001 updates are too many"):
        rank_schedules({"a": long}, 10_000_001, "a")
    assert rank_schedules({"a": long}, 1000, "a")[0].rates[500] == pytest.approx(0.05)
