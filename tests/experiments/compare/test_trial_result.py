"""The result of a training, read from its files."""

from __future__ import annotations

import json
import math

import pytest

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.trial_result import (
    TrialResult,
    badness,
    has_diverged,
    primary_metric,
    read_evaluations,
    read_trial_result,
    second_metric,
)
from tests.runs.checkpoints import write_log


def test_the_last_evaluation_counts_and_not_the_best(tmp_path):
    rows = [{"update": 5, "eval/loss": 0.1}, {"update": 5, "train/loss": 0.3}, {"update": 10, "eval/loss": 0.4}]
    write_log(tmp_path / "run", rows)
    file = tmp_path / "outcome.json"
    file.write_text(json.dumps(TrialResult(False, 1.5, (), {"loss": 0.5}).to_json()))
    result = read_trial_result(file, tmp_path / "run")
    assert result.evaluations == ((5, {"loss": 0.1}), (10, {"loss": 0.4}))
    assert result.last == {"loss": 0.4}
    assert result.test == {"loss": 0.5}


def test_a_training_that_is_not_done(tmp_path):
    assert read_trial_result(tmp_path / "outcome.json", tmp_path) is None


@pytest.mark.parametrize("text", ["[" * 100_000, "{", "[]", '{"diverged": false}'])
def test_a_damaged_outcome_is_one_sentence(tmp_path, text):
    file = tmp_path / "outcome.json"
    file.write_text(text)
    with pytest.raises(LrkitError, match="remove it to train again"):
        read_trial_result(file, tmp_path)


@pytest.mark.parametrize(("loss", "diverged"), [(math.nan, True), (math.inf, True), (0.5, False)])
def test_divergence_is_read_from_the_last_update(tmp_path, loss, diverged):
    write_log(tmp_path, [{"update": 0, "train/loss": 1.0}, {"update": 1, "train/loss": loss}])
    assert has_diverged(tmp_path) is diverged


def test_a_gradient_that_is_nan_is_a_divergence(tmp_path):
    write_log(tmp_path, [{"update": 0, "train/loss": 1.0, "train/grad_norm": math.nan}])
    assert has_diverged(tmp_path)


def test_a_run_without_a_log_has_not_diverged(tmp_path):
    assert not has_diverged(tmp_path)


def test_a_diverged_run_has_no_last_evaluation():
    assert TrialResult(True, 1.0, ((5, {"loss": 0.1}),)).last == {}


def test_the_metric_that_decides():
    runs = [TrialResult(True, 1.0), TrialResult(False, 1.0, ((5, {"accuracy": 0.9, "loss": 0.1}),))]
    detection = [TrialResult(False, 1.0, ((5, {"AP": 0.2, "AP50": 0.5}),), metric="AP50")]
    assert primary_metric(None, runs) == "loss"
    assert second_metric("loss", runs) == "accuracy"
    assert primary_metric("accuracy", runs) == "accuracy"
    assert primary_metric(None, detection) == "AP50"
    assert second_metric("AP50", detection) == "AP"
    with pytest.raises(LrkitError, match="did you mean 'accuracy'"):
        primary_metric("acuracy", runs)


@pytest.mark.parametrize("metrics", [{}, {"loss": math.nan}, {"loss": math.inf}])
def test_a_missing_or_infinite_metric_is_the_worst(metrics):
    assert badness(metrics, "loss") == math.inf


def test_a_missing_metric_that_should_be_high_is_the_worst():
    assert badness({"AP": math.nan}, "AP") == math.inf
    assert badness({"AP": 0.4}, "AP") < badness({"AP": 0.3}, "AP")


def test_values_of_a_log_that_are_no_numbers(tmp_path):
    (tmp_path / "log.jsonl").write_text('{"update": 3, "eval/loss": 1.5, "eval/name": "x", "eval/list": []}\n')
    assert read_evaluations(tmp_path) == ((3, {"loss": 1.5}),)
    (tmp_path / "log.jsonl").write_text('{"update": 3, "train/loss": "x"}\n')
    assert has_diverged(tmp_path)
