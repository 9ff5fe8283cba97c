from __future__ import annotations

import math

import pytest

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.logged import applied_rates, logged_metric, updates_logged

ROWS = [
    {"update": 0, "epoch": 0.0, "rate/applied": 0.1, "train/loss": 2.0, "speed/samples_per_s": 9.0},
    {"update": 10, "rate/applied": 0.05, "train/loss": 1.0},
    {"update": 11, "eval/accuracy": 0.5, "eval/loss": 1.5},
    {"update": 20, "rate/applied": math.nan, "train/loss": math.nan},
    {"update": 21, "eval/accuracy": math.nan, "eval/loss": 1.25, "eval/note": None},
]


def test_applied_rates():
    assert applied_rates(ROWS) == [(0, 0.1), (10, 0.05)]
    assert applied_rates(ROWS, before=10) == [(0, 0.1)]
    assert applied_rates([{"update": 3, "eval/loss": 1.0}]) == []


def test_an_evaluation_is_known_at_its_update_and_a_training_row_after_it():
    assert logged_metric(ROWS, "loss", "log") == [(11, 1.5), (21, 1.25)]
    (first, last) = logged_metric(ROWS, "accuracy", "log")
    assert (first, last[0], math.isnan(last[1])) == ((11, 0.5), 21, True)
    assert [update for update, _ in logged_metric(ROWS, "train/loss", "log")] == [1, 11, 21]


def test_a_missing_metric_is_told_with_those_that_are_there():
    with pytest.raises(LrkitError) as caught:
        logged_metric(ROWS, "acuracy", "run/log.jsonl")
    assert str(caught.value) == (
        "run/log.jsonl: the log has no metric 'acuracy'; it has accuracy, loss, train/loss; did you mean 'accuracy'?"
    )
    with pytest.raises(LrkitError, match="log: the log has no metric 'loss'; it has no metrics"):
        logged_metric([{"update": 0, "rate/applied": 0.1}], "loss", "log")


def test_updates_logged():
    assert updates_logged([]) == 0
    assert updates_logged(ROWS) == 21
    assert updates_logged(ROWS[:2]) == 11
