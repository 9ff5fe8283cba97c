"""The logs in a directory."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.logs.directory import logs_of_directory
from paddle_lrkit.runs.logs.read_logs import LogOptions, read_logs
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.runs.vdl_writer import ScalarPoint, write_scalars
from tests.runs.logs.tables import event

SEG = "[TRAIN] epoch: 1, iter: {}/40, loss: 2.0, lr: {:.6f}, batch_cost: 0.1\n"


def text(*rates: float) -> str:
    return "".join(SEG.format(10 * at, rate) for at, rate in enumerate(rates, start=1))


def read(path) -> list[TrainingLog]:
    return read_logs([str(path)], LogOptions())


def test_our_log_goes_before_everything_else(tmp_path):
    (tmp_path / "log.jsonl").write_text('{"update": 0, "rate/planned": 0.1, "rate/applied": 0.1}\n')
    (tmp_path / "train.log").write_text(text(0.1))
    (log,) = read(tmp_path)
    assert log.format.name == "lrkit-log.jsonl"


def test_a_text_log_without_a_rate_leaves_it_to_the_records(tmp_path):
    (tmp_path / "train.log").write_text("nothing\n")
    write_scalars(tmp_path / "vdlrecords.2.log", [ScalarPoint("Train/lr", 20, 0.5, 2000)])
    write_scalars(tmp_path / "vdlrecords.1.log", [ScalarPoint("Train/lr", 10, 0.5, 1000)])
    (tmp_path / "vdlrecords.3.log").touch()
    (log,) = read(tmp_path)
    assert (log.source, log.rows.step.tolist(), len(log.events)) == (str(tmp_path), [10, 20], 1)


def test_the_logs_of_all_processes_are_one(tmp_path):
    for rank, rate in ((0, 0.1), (1, 0.2), (10, 0.3)):
        (tmp_path / f"workerlog.{rank}").write_text(text(rate, rate))
    (tmp_path / "workerlog.2").write_text("nothing\n")
    (log,) = read(tmp_path)
    assert list(zip(log.rows.stream, log.rows.rate, strict=True)) == [
        *[(0, 0.1)] * 2,
        *[(1, 0.2)] * 2,
        *[(10, 0.3)] * 2,
    ]


def test_other_text_logs_are_runs_of_their_own(tmp_path):
    (tmp_path / "a.log").write_text(text(0.1))
    (tmp_path / "b.log").write_text(text(0.2))
    assert [log.source for log in read(tmp_path)] == [str(tmp_path / "a.log"), str(tmp_path / "b.log")]


def test_event_files_and_a_directory_below(tmp_path):
    below = tmp_path / "runs"
    below.mkdir()
    (below / "events.out.tfevents.1.host").write_bytes(event(3, "lr", 0.5))
    (log,) = read(tmp_path)
    assert (log.format.name, log.rows.step.tolist()) == ("tensorboard", [3])
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "train.log").write_text(text(0.1))
    with pytest.raises(UsageError, match=r"has no log of its own; there are some in .*more and .*runs; name one"):
        logs_of_directory(str(tmp_path))


def test_a_directory_without_a_log(tmp_path):
    with pytest.raises(
        UsageError, match=r"the directory has no log: no log\.jsonl, text log, record file or trainer_state"
    ):
        read(tmp_path)
    (tmp_path / "trainer_state.json").write_text('{"log_history": []}')
    with pytest.raises(UsageError, match="its log_history is empty"):
        read(tmp_path)
