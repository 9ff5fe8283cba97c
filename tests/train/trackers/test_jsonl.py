"""log.jsonl: rows as they were measured, whole lines after a kill, no row twice after a resume."""

from __future__ import annotations

import json
import math
import signal
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.train.trackers.jsonl import JsonlTracker
from tests.programs import running


def train(tracker, start, stop, every=5):
    """Logs as the loop does: the evaluation of n updates before training row n."""
    for update in range(start, stop):
        tracker.log(update, {"epoch": update / 10, "rate/planned": 0.1 / (update + 1)})
        tracker.log(update, {"rate/applied": 0.1 / (update + 1), "train/loss": 1 / (update + 1)})
        if (update + 1) % every == 0:
            tracker.log(update + 1, {"eval/accuracy": update / 100})


def test_values_of_an_update_become_one_row_and_evaluations_their_own(tmp_path):
    tracker = JsonlTracker(tmp_path / "run" / "log.jsonl")
    train(tracker, 0, 2, every=2)
    tracker.close()
    assert (tmp_path / "run" / "log.jsonl").read_text().splitlines() == [
        '{"update": 0, "epoch": 0.0, "rate/planned": 0.1, "rate/applied": 0.1, "train/loss": 1.0}',
        '{"update": 1, "epoch": 0.1, "rate/planned": 0.05, "rate/applied": 0.05, "train/loss": 0.5}',
        '{"update": 2, "eval/accuracy": 0.01}',
    ]


def test_one_call_with_both_kinds_puts_the_evaluation_first(tmp_path):
    tracker = JsonlTracker(tmp_path / "log.jsonl")
    tracker.log(4, {"train/loss": 1.0, "eval/accuracy": 0.5})
    tracker.close()
    assert read_log(tmp_path) == [{"update": 4, "eval/accuracy": 0.5}, {"update": 4, "train/loss": 1.0}]


def test_nan_and_infinities_are_restored(tmp_path):
    tracker = JsonlTracker(tmp_path / "log.jsonl")
    tracker.log(0, {"train/loss": math.nan, "train/grad_norm": math.inf, "rate/applied": -math.inf})
    tracker.close()
    json.loads((tmp_path / "log.jsonl").read_text(), parse_constant=pytest.fail)
    (row,) = read_log(tmp_path)
    assert math.isnan(row["train/loss"])
    assert (row["train/grad_norm"], row["rate/applied"]) == (math.inf, -math.inf)


def test_the_row_before_is_on_disk_when_the_next_begins_and_all_after_a_flush(tmp_path):
    tracker = JsonlTracker(tmp_path / "log.jsonl")
    tracker.log(0, {"train/loss": 1.0})
    tracker.log(1, {"train/loss": 2.0})
    assert [row["update"] for row in read_log(tmp_path)] == [0]
    tracker.flush()
    assert [row["update"] for row in read_log(tmp_path)] == [0, 1]
    tracker.close()
    tracker.close()
    assert [row["update"] for row in read_log(tmp_path)] == [0, 1]


def test_a_killed_process_leaves_whole_rows(tmp_path):
    script = """
import itertools, sys
from paddle_lrkit.train.trackers.jsonl import JsonlTracker
tracker = JsonlTracker(sys.argv[1])
for update in itertools.count():
    tracker.log(update, {"train/loss": 1.0})
    if update == 2000:
        print("ready", flush=True)
"""
    command = [sys.executable, "-c", script, str(tmp_path / "log.jsonl")]
    with running(command, stdout=subprocess.PIPE) as process:
        assert process.stdout.readline() == b"ready\n"
        process.send_signal(signal.SIGKILL)
    updates = [row["update"] for row in read_log(tmp_path)]
    assert len(updates) >= 2000
    assert updates == list(range(len(updates)))


@given(st.integers(0, 23), st.integers(0, 23), st.sampled_from(["", '{"update": 99, "tr', "\x00\x00"]))
def test_a_resumed_log_equals_one_that_was_never_interrupted(tmp_path_factory, checkpoint, more, torn):
    directory = tmp_path_factory.mktemp("run")
    killed, whole = directory / "killed.jsonl", directory / "whole.jsonl"
    tracker = JsonlTracker(killed)
    train(tracker, 0, min(checkpoint + more, 24))
    tracker.close()
    with killed.open("a") as file:
        file.write(torn)
    resumed = JsonlTracker(killed, resume_update=checkpoint)
    train(resumed, checkpoint, 24)
    resumed.close()
    straight = JsonlTracker(whole)
    train(straight, 0, 24)
    straight.close()
    assert killed.read_bytes() == whole.read_bytes()


def test_the_log_of_another_run_is_not_continued(tmp_path):
    (tmp_path / "log.jsonl").write_text('{"update": 0}\n')
    with pytest.raises(LrkitError, match=r"log\.jsonl: the file belongs to another run"):
        JsonlTracker(tmp_path / "log.jsonl")
    assert (tmp_path / "log.jsonl").read_text() == '{"update": 0}\n'


def test_an_empty_file_or_a_missing_one_can_begin_anywhere(tmp_path):
    (tmp_path / "log.jsonl").touch()
    JsonlTracker(tmp_path / "log.jsonl").close()
    tracker = JsonlTracker(tmp_path / "other.jsonl", resume_update=7)
    tracker.log(7, {"train/loss": 1.0})
    tracker.close()
    assert read_log(tmp_path / "other.jsonl") == [{"update": 7, "train/loss": 1.0}]


def test_updates_never_decrease(tmp_path):
    tracker = JsonlTracker(tmp_path / "log.jsonl")
    tracker.log(3, {"train/loss": 1.0})
    with pytest.raises(LrkitError, match="update 2 cannot be logged, the log is already at update 3"):
        tracker.log(2, {"train/loss": 1.0})
    tracker.close()
    resumed = JsonlTracker(tmp_path / "log.jsonl", resume_update=4)
    with pytest.raises(LrkitError, match="update 3 cannot be logged, the log is already at update 4"):
        resumed.log(3, {"train/loss": 1.0})
    resumed.close()


@pytest.mark.parametrize("tag", ["train/loss", "update"])
def test_a_tag_is_logged_once_per_row(tmp_path, tag):
    tracker = JsonlTracker(tmp_path / "log.jsonl")
    tracker.log(0, {"train/loss": 1.0})
    with pytest.raises(LrkitError, match=f"{tag} was logged twice for update 0"):
        tracker.log(0, {tag: 2.0})
    tracker.close()
    assert read_log(tmp_path) == [{"update": 0, "train/loss": 1.0}]


def test_texts_images_and_settings_are_not_logged(tmp_path):
    tracker = JsonlTracker(tmp_path / "log.jsonl")
    tracker.hparams({"rate": 0.1}, ["eval/accuracy"])
    tracker.text("note", "hello", 0)
    tracker.image("batch", None, 0)
    tracker.curve("rate/schedule", [(0, 0.1), (9, 0.0)])
    tracker.close()
    assert read_log(tmp_path) == []


def test_a_directory_that_cannot_be_written_is_an_error(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(LrkitError, match=r"log\.jsonl: the log cannot be opened: "):
        JsonlTracker(tmp_path / "file" / "log.jsonl")
