"""TensorBoard's event files."""

from __future__ import annotations

import struct

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.runs.logs.tensorboard_log import is_tensorboard, masked_crc32c, read_tensorboard
from paddle_lrkit.runs.logs.training_log import TrainingLog
from tests.runs.logs.tables import event, field, framed_event

BEGIN = framed_event(b"\x09" + bytes(8) + field(3, b"brain.Event:2"))


def read(*files: bytes, **given: str) -> TrainingLog:
    return read_tensorboard("runs", [(str(number), data) for number, data in enumerate(files)], given)


def test_the_checksum_is_the_published_one():
    assert masked_crc32c(b"123456789") == ((0xE3069283 >> 15 | 0xE3069283 << 17) + 0xA282EAD8) & 0xFFFFFFFF


def test_scalars_of_both_kinds():
    data = (
        BEGIN + event(0, "train/lr", 0.1, 5.0) + event(0, "loss", 2.0) + event(10, "train/lr", 0.05, 6.0, tensor=True)
    )
    assert is_tensorboard(data)
    log = read(data)
    assert (log.format.name, log.format.printed, log.digits.words) == ("tensorboard", "unknown", "float32")
    assert (log.rows.step.tolist(), log.rows.time.tolist()) == ([0, 10], [5.0, 6.0])
    assert log.rows.rate.tolist() == [struct.unpack("<f", struct.pack("<f", rate))[0] for rate in (0.1, 0.05)]
    assert log.rows.loss_printed.tolist() == [1, 0]


def test_files_of_a_resumed_run_are_joined_by_their_clock():
    first = b"".join(event(step, "lr", 0.5, 10 + step) for step in (0, 10, 20))
    second = b"".join(event(step, "lr", 0.25, 100 + step) for step in (10, 20, 30))
    log = read(BEGIN + second, BEGIN + first, BEGIN + event(3, "eval/acc", 1.0))
    assert log.rows.step.tolist() == [0, 10, 20, 10, 20, 30]
    assert [(one.kind, one.row, one.text) for one in log.events] == [("resume", 3, "0")]
    assert set(log.rows.stream) == {0}


def test_files_of_the_same_time_are_processes():
    files = [BEGIN + b"".join(event(step, "lr", 0.5, step + rank) for step in (0, 10, 20)) for rank in (0, 1)]
    assert read(*files).rows.stream.tolist() == [0, 0, 0, 1, 1, 1]


def test_a_count_of_epochs_tells_their_length():
    data = b"".join(event(step, tag, value) for step in (25, 50) for tag, value in (("lr", 0.5), ("epoch", step / 100)))
    assert read(BEGIN + data).steps_per_epoch == 100


@pytest.mark.parametrize("cut", [1, 12, 30])
def test_a_torn_end_is_an_event(cut):
    log = read((BEGIN + event(0, "lr", 0.5) + event(1, "lr", 0.5))[:-cut])
    assert (len(log.rows), [one.kind for one in log.events]) == (1, ["torn"])


def test_tags_that_are_no_rate_are_listed():
    data = BEGIN + event(0, "eta", 0.5) + event(0, "accuracy", 0.5)
    with pytest.raises(
        UsageError, match=r"runs: no tag is a learning rate by its name; it has eta and accuracy; .*lr=TAG"
    ):
        read(data)
    assert read(data, lr="eta").rows.rate.tolist() == [0.5]
    with pytest.raises(UsageError, match="has no tag 'etta'; it has eta and accuracy; did you mean 'eta'"):
        read(data, lr="etta")
