"""What VisualDL answers for our runs: every tag, the whole schedule from the start, one curve after a resume."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.curves import cosine, multistep
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.trackers.base import Trackers
from paddle_lrkit.train.trackers.schedule_points import SCHEDULE_TAG, schedule_points
from paddle_lrkit.train.trackers.visualdl import VisualDLTracker
from tests.dashboard.conftest import train_run
from tests.dashboard.served import board

pytest.importorskip("visualdl")

COMMON = {"rate/applied", "rate/planned", "rate/schedule", "speed/samples_per_s", "train/grad_norm", "train/loss"}
OWN = {
    "runs/cosine": {"eval/accuracy"},
    "runs/steps": {"eval/accuracy"},
    "runs/detection": {"eval/AP50", "train/loss_rpn_cls", "train/loss_bbox_reg"},
    "runs/text": {"eval/accuracy"},
}


def single(values):
    """Update -> value as VisualDL stores it."""
    return {update: float(np.float32(value)) for update, value in values}


def logged(run, tag):
    return single((row["update"], row[tag]) for row in read_log(run) if tag in row)


def test_every_task_has_its_tags_in_groups(shown):
    tags = shown.tags()
    assert {run for run in tags if not run.endswith(")")} == OWN.keys()
    assert {run: own for run, own in tags.items() if run.endswith(")")} == {
        "runs/cosine (eval)": ["train/loss"],
        "runs/steps (eval)": ["train/loss"],
        "runs/steps (drops)": ["train/loss"],
        "runs/text (eval)": ["train/loss"],
    }
    for run, own in OWN.items():
        assert COMMON | own <= set(tags[run])
        assert {tag.partition("/")[0] for tag in tags[run]} == {"eval", "rate", "speed", "train"}


@pytest.mark.parametrize("name", ["cosine", "steps", "detection", "text"])
def test_the_charts_show_what_the_log_says(shown, runs, name):
    for tag in ("rate/planned", "rate/applied", "train/loss"):
        assert shown.points(f"runs/{name}", tag) == logged(runs / name, tag)


@pytest.mark.parametrize("name", ["cosine", "steps", "detection"])
def test_the_schedule_is_what_was_planned_at_each_update(shown, runs, name):
    assert shown.points(f"runs/{name}", SCHEDULE_TAG) == logged(runs / name, "rate/planned")


def test_the_settings_of_all_runs_are_in_one_table(shown):
    table = {row["name"]: row for row in shown.ask("hparams/list")}
    assert table.keys() == OWN.keys()
    assert table["runs/steps"]["hparams"]["schedule"] == "MultiStepDecay"
    assert table["runs/steps"]["hparams"]["warmup_updates"] == 5
    assert 0 <= table["runs/steps"]["metrics"]["eval/accuracy"] <= 1


def test_a_long_run_shows_its_whole_schedule_with_all_corners_at_its_first_update(tmp_path):
    curve = multistep(0.1, [60_000, 80_000], 0.1).warmup(500)
    with Trackers(VisualDLTracker(tmp_path / "run")) as trackers:
        trackers.curve(SCHEDULE_TAG, schedule_points(curve, 90_000))
        trackers.log(0, {"rate/planned": curve(0)})
        trackers.flush()
        with board(tmp_path) as served:
            drawn = served.points(f"{tmp_path.name}/run", SCHEDULE_TAG)
    corners = (0, 499, 500, 60_499, 60_500, 80_499, 80_500, 89_999)
    assert {update: drawn.get(update) for update in corners} == single((update, curve(update)) for update in corners)


def test_every_point_of_a_schedule_is_shown_after_many_resumptions(tmp_path):
    total, curve = 90_000, cosine(0.1, 0.0, 90_000)
    starts = [None, *range(1000, total, 1000)]
    for start in starts:
        with Trackers(VisualDLTracker(tmp_path / "run", resume_update=start)) as trackers:
            trackers.curve(SCHEDULE_TAG, schedule_points(curve, total, start or 0))
            trackers.log(start or 0, {"rate/planned": curve(start or 0)})
    with board(tmp_path) as served:
        drawn = served.points(f"{tmp_path.name}/run", SCHEDULE_TAG)
    expected = {**dict(schedule_points(curve, total)), **{start: curve(start) for start in starts[1:]}}
    assert drawn == single(expected.items())


def test_a_resume_onto_another_schedule_changes_what_lies_ahead_only(tiny_config, tmp_path):
    run = tmp_path / "run"
    train_run(tiny_config, run, "Global.epochs=2")
    before = dict(logged(run, "rate/planned"))
    train_run(tiny_config, run, "Global.epochs=3", "Optimizer.lr.learning_rate=0.3", resume="auto", policy="keep")
    with board(tmp_path) as served:
        drawn = served.points(f"{tmp_path.name}/run", SCHEDULE_TAG)
    assert drawn == logged(run, "rate/planned")
    assert {update: drawn[update] for update in range(22)} == before
    assert list(drawn) == list(range(33))


def test_a_schedule_that_waits_for_a_metric_is_not_drawn_ahead(tiny_config, tmp_path):
    lr = "Optimizer.lr={name: ReduceOnPlateau, learning_rate: 0.1, warmup: 5it}"
    train_run(tiny_config, tmp_path / "run", "Global.epochs=1", lr)
    with board(tmp_path) as served:
        tags = served.tags()[f"{tmp_path.name}/run"]
    assert SCHEDULE_TAG not in tags
    assert "rate/planned" in tags
