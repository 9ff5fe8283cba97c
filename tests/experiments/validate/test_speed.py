"""Figures of speed are plausible and have no limit."""

from __future__ import annotations

from paddle_lrkit.experiments.validate import speed
from paddle_lrkit.experiments.validate.options import ValidationOptions


def test_both_loops_are_measured(tmp_path, monkeypatch):
    monkeypatch.setattr(speed, "ROUNDS", 1)
    (result,) = speed.check(ValidationOptions("cpu", str(tmp_path), 2))
    assert result.status == "info", result.reason
    figures = result.figures
    assert figures["updates"] == 2
    assert min(figures["bare loop ms"], figures["trainer ms"], figures["trainer samples/s"]) > 0
    assert abs(figures["trainer ms"] / figures["bare loop ms"] - figures["trainer / bare loop"]) < 1e-2
    assert figures["process memory MiB"] > 50
    assert "GPU utilisation %" not in figures


def test_a_slow_trainer_does_not_fail(tmp_path, monkeypatch):
    monkeypatch.setattr(speed, "ROUNDS", 1)
    monkeypatch.setattr(speed, "timed", lambda options, config, loop: (1e6 if loop is speed.trainer else 1.0, []))
    (result,) = speed.check(ValidationOptions("cpu", str(tmp_path), 2))
    assert (result.status, result.figures["trainer / bare loop"]) == ("info", 1e6)


def test_the_bare_loop_takes_the_same_updates(tmp_path):
    from paddle_lrkit.experiments.validate.configs import TASKS
    from paddle_lrkit.experiments.validate.resume import weight_distance
    from paddle_lrkit.experiments.validate.training import finish, open_run

    options = ValidationOptions("cpu", str(tmp_path), 3)
    config = TASKS["text_classification"](options, 3)
    bare = open_run(options, "bare", config)
    speed.bare_loop(bare)
    assert weight_distance(bare, finish(open_run(options, "ours", config)).session) < 1e-6
