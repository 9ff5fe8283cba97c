"""VisualDL shows one curve with each step once, ascending, after any interruption."""

from __future__ import annotations

import math
import os
import signal
import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.vdl_records import FILE_NAME, torn_bytes
from paddle_lrkit.train.trackers.visualdl import MOST_POINTS, VisualDLTracker, chart_interval
from tests.programs import running

pytest.importorskip("visualdl")

TAGS = ["rate/planned", "rate/applied", "train/loss", "train/grad_norm", "speed/samples_per_s"]
RUN = """
import sys
from paddle_lrkit.train.trackers.visualdl import VisualDLTracker
tracker = VisualDLTracker(sys.argv[1])
for update in range(int(sys.argv[2])):
    tracker.log(update, {"rate/planned": 0.1, "train/loss": 1.0})
tracker.flush()
print("ready", flush=True)
sys.stdin.read()
"""


def train(tracker, start, stop, every=10):
    for update in range(start, stop):
        tracker.log(update, {"epoch": 0.5, **dict.fromkeys(TAGS, 1 / (update + 1))})
        if (update + 1) % every == 0:
            tracker.log(update + 1, {"eval/accuracy": 0.5})


def reader(directory):
    from visualdl import LogReader

    return LogReader(file_path=str(directory / FILE_NAME))


def steps(directory, tag):
    return [record.id for record in reader(directory).get_data("scalar", tag)]


def test_a_run_is_what_visualdl_reads(tmp_path, capsys):
    tracker = VisualDLTracker(tmp_path / "run")
    train(tracker, 0, 20)
    tracker.close()
    tracker.close()
    log = reader(tmp_path / "run")
    assert sorted(log.get_tags()["scalar"]) == sorted([*TAGS, "eval/accuracy"])
    values = log.get_data("scalar", "train/loss")
    assert [(record.id, record.value) for record in values] == [(n, float(np.float32(1 / (n + 1)))) for n in range(20)]
    assert steps(tmp_path / "run", "eval/accuracy") == [10, 20]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("checkpoint", [0, 1, 20, 25, 40])
def test_a_resumed_run_has_each_step_once_and_ascending(tmp_path, capsys, checkpoint):
    first = VisualDLTracker(tmp_path)
    first.hparams({"rate": 0.1}, ["eval/accuracy"])
    train(first, 0, 40)
    first.close()
    with (tmp_path / FILE_NAME).open("ab") as file:
        file.write(b"\x30\0\0\0\0\0\0\0half a record")
    resumed = VisualDLTracker(tmp_path, resume_update=checkpoint)
    resumed.hparams({"rate": 0.2}, ["eval/accuracy"])
    train(resumed, checkpoint, 60)
    resumed.close()
    for tag in TAGS:
        assert steps(tmp_path, tag) == list(range(60))
    assert steps(tmp_path, "eval/accuracy") == [10, 20, 30, 40, 50, 60]
    (settings,) = reader(tmp_path).get_data("hyper_parameters", "hparam")
    assert settings.hparam.hparamInfos[0].float_value == 0.2
    assert [entry.name for entry in tmp_path.iterdir()] == [FILE_NAME]
    assert capsys.readouterr().out == ""


def test_a_killed_run_is_resumed_without_gap_or_double(tmp_path):
    with running(
        [sys.executable, "-c", RUN, str(tmp_path), "300"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
    path = tmp_path / FILE_NAME
    os.truncate(path, path.stat().st_size - 5)
    assert torn_bytes(path) > 0
    tracker = VisualDLTracker(tmp_path, resume_update=250)
    train(tracker, 250, 260)
    tracker.close()
    assert torn_bytes(path) == 0
    assert steps(tmp_path, "rate/planned") == list(range(260))
    assert steps(tmp_path, "train/loss") == list(range(260))


@given(log_every=st.integers(1, 1000), updates=st.integers(1, 10**9), longer=st.integers(1, 1000))
def test_a_chart_of_any_run_is_bounded_and_nested_in_that_of_a_longer_one(log_every, updates, longer):
    every = chart_interval(log_every, updates)
    rows = -(-updates // log_every)
    if every == 1:
        assert rows <= MOST_POINTS
    else:
        assert MOST_POINTS // 2 <= -(-updates // every) <= MOST_POINTS < rows
    assert chart_interval(log_every, updates * longer) % every == 0


@pytest.mark.parametrize(("before", "after", "rebuilt"), [(4, 4, False), (4, 8, False), (1, 4, False), (8, 4, True)])
def test_a_chart_with_fewer_points_is_resumed(tmp_path, before, after, rebuilt):
    rows = [{"update": update, **dict.fromkeys(TAGS, 1 / (update + 1))} for update in range(30)]
    rows += [{"update": update, "eval/accuracy": 0.5} for update in (10, 20, 30)]
    first = VisualDLTracker(tmp_path, every=before)
    first.curve("rate/schedule", [(update, 1 / (update + 1)) for update in (0, 1, 2, 30, 59)])
    train(first, 0, 30)
    train(first, 30, 40)
    first.close()
    resumed = VisualDLTracker(tmp_path, 30, rows, after)
    train(resumed, 30, 60)
    resumed.close()
    assert resumed.rebuilt == rebuilt
    old = range(0, 30, after if rebuilt else before)
    for tag in TAGS:
        assert steps(tmp_path, tag) == [*old, *(update for update in range(30, 60) if update % after == 0)]
    assert steps(tmp_path, "eval/accuracy") == [10, 20, 30, 40, 50, 60]
    assert rebuilt or steps(tmp_path, "rate/schedule") == [0, 1, 2]


@pytest.mark.parametrize("checkpoint", [1, 25, 40])
def test_a_planned_curve_is_one_curve_after_a_resume_onto_another(tmp_path, checkpoint):
    first = VisualDLTracker(tmp_path)
    first.curve("rate/schedule", [(update, 1.0) for update in range(50)])
    train(first, 0, 40)
    first.close()
    resumed = VisualDLTracker(tmp_path, resume_update=checkpoint)
    resumed.curve("rate/schedule", [(update, 0.5) for update in range(checkpoint, 60)])
    train(resumed, checkpoint, 60)
    resumed.close()
    planned = [(record.id, record.value) for record in reader(tmp_path).get_data("scalar", "rate/schedule")]
    assert planned == [(update, 1.0 if update < checkpoint else 0.5) for update in range(60)]
    assert steps(tmp_path, "train/loss") == list(range(60))


def test_the_server_reads_a_resumed_directory_as_one_run(tmp_path):
    from visualdl import LogReader

    for start, stop in ((0, 30), (20, 50)):
        tracker = VisualDLTracker(tmp_path / "run", resume_update=start or None)
        train(tracker, start, stop)
        tracker.close()
    log = LogReader(logdir=str(tmp_path))
    assert log.runs() == [str(tmp_path / "run")]
    items = log.data_manager.get_reservoir("scalar").get_items(str(tmp_path / "run"), "rate%planned")
    assert [item.id for item in items] == list(range(50))


def test_settings_of_every_type_are_shown(tmp_path):
    values = {
        "rate": np.float64(0.1),
        "peak": np.float32(0.01),
        "epochs": 90,
        "batch_size": np.int64(32),
        "nesterov": True,
        "milestones": [30, 60],
        "name": "resnet18",
        "clip": None,
        "huge": 2**70,
    }
    tracker = VisualDLTracker(tmp_path)
    tracker.hparams(values, ["eval/accuracy", "train/loss"])
    tracker.log(0, {"train/loss": 1.0})
    tracker.close()
    (settings,) = reader(tmp_path).get_data("hyper_parameters", "hparam")
    shown = {info.name: getattr(info, info.WhichOneof("type")) for info in settings.hparam.hparamInfos}
    assert shown == {
        "rate": 0.1,
        "peak": 0.01,
        "epochs": 90,
        "batch_size": 32,
        "nesterov": "True",
        "milestones": "[30, 60]",
        "name": "resnet18",
        "clip": "None",
        "huge": str(2**70),
    }
    assert [info.name for info in settings.hparam.metricInfos] == ["eval/accuracy", "train/loss"]


@pytest.mark.parametrize("values", [0, 1])
def test_a_new_run_without_a_value_leaves_no_records(tmp_path, values):
    tracker = VisualDLTracker(tmp_path)
    tracker.hparams({"rate": 0.1}, ["train/loss"])
    tracker.text("config", "epochs: 3", 0)
    tracker.curve("rate/schedule", [(0, 0.1)])
    tracker.flush()
    assert (tmp_path / FILE_NAME).exists()
    for update in range(values):
        tracker.log(update, {"train/loss": 1.0})
    tracker.close()
    assert (tmp_path / FILE_NAME).exists() == bool(values)


def test_a_resumed_run_without_a_value_keeps_its_records(tmp_path):
    for resume_update in (None, 5):
        tracker = VisualDLTracker(tmp_path, resume_update)
        tracker.hparams({"rate": 0.1}, ["train/loss"])
        train(tracker, 0, 0 if resume_update else 5)
        tracker.close()
    assert steps(tmp_path, "train/loss") == list(range(5))


def test_an_image_is_stored_as_it_is_and_not_changed(tmp_path):
    pillow = pytest.importorskip("PIL.Image")
    import io

    image = np.arange(4 * 5 * 3, dtype=np.uint8).reshape(4, 5, 3)
    dark = np.ones((2, 2, 3), dtype=np.uint8)
    tracker = VisualDLTracker(tmp_path)
    tracker.image("data/batch", image, 0)
    tracker.image("data/batch", dark, 1)
    tracker.close()
    assert image.ravel().tolist() == list(range(60))
    assert dark.max() == 1
    stored = [
        np.asarray(pillow.open(io.BytesIO(record.image.encoded_image_string)))
        for record in reader(tmp_path).get_data("image", "data/batch")
    ]
    np.testing.assert_array_equal(stored[0], image)
    np.testing.assert_array_equal(stored[1], dark)


def test_texts_and_images_from_before_the_resumed_update_are_there_once(tmp_path):
    for resume_update in (None, 5):
        tracker = VisualDLTracker(tmp_path, resume_update=resume_update)
        tracker.text("run/config", "epochs: 3", 0)
        tracker.image("data/batch", np.zeros((2, 2, 3), dtype=np.uint8), 0)
        tracker.text("run/note", "later", 7)
        tracker.close()
    log = reader(tmp_path)
    assert [record.text.encoded_text_string for record in log.get_data("text", "run/config")] == ["epochs: 3"]
    assert [record.id for record in log.get_data("image", "data/batch")] == [0]
    assert [record.id for record in log.get_data("text", "run/note")] == [7]


def test_nan_does_not_stop_the_run(tmp_path):
    tracker = VisualDLTracker(tmp_path)
    tracker.log(0, {"train/loss": math.nan, "train/grad_norm": math.inf, "rate/applied": 1e300})
    tracker.close()
    assert math.isnan(reader(tmp_path).get_data("scalar", "train/loss")[0].value)
    assert reader(tmp_path).get_data("scalar", "train/grad_norm")[0].value == math.inf


def test_a_percent_sign_in_a_tag_is_named(tmp_path):
    tracker = VisualDLTracker(tmp_path)
    with pytest.raises(LrkitError, match=r"a tag must be a text without '%'.*got 'eval/top 5%'"):
        tracker.log(0, {"eval/top 5%": 0.5})
    tracker.close()


def test_the_records_of_another_run_are_not_continued(tmp_path):
    VisualDLTracker(tmp_path).close()
    before = (tmp_path / FILE_NAME).read_bytes()
    with pytest.raises(LrkitError, match="the file belongs to another run"):
        VisualDLTracker(tmp_path)
    assert (tmp_path / FILE_NAME).read_bytes() == before


def test_an_unwritable_home_directory_is_supported(tmp_path):
    run = subprocess.run(
        [sys.executable, "-c", RUN, str(tmp_path), "3"],
        env={**os.environ, "HOME": os.devnull},
        input="",
        capture_output=True,
        text=True,
        check=False,
    )
    assert (run.returncode, run.stdout) == (0, "ready\n"), run.stderr
    assert steps(tmp_path, "train/loss") == [0, 1, 2]


def test_a_missing_visualdl_is_an_error(tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "visualdl", None)
    with pytest.raises(LrkitError, match=r"VisualDL cannot be imported .*pip install 'paddle-lrkit\[train\]'"):
        VisualDLTracker(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_directory_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LrkitError, match="the VisualDL records cannot be opened: "):
        VisualDLTracker(tmp_path / "file" / "run")
