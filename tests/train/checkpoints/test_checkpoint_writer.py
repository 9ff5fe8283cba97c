"""One write at a time beside the training: what waits for it, and where its error comes out."""

from __future__ import annotations

import os
import signal
from threading import Event, Thread

import pytest

from paddle_lrkit.train.checkpoints.checkpoint_writer import CheckpointWriter
from paddle_lrkit.train.runtime.signals import Interrupted

GUARD_S = 60


def failing():
    raise OSError(28, "No space left on device")


def held(events: list[str], name: str, release: Event):
    """A write that lasts until it is released."""

    def write() -> None:
        events.append(f"{name} begins")
        assert release.wait(GUARD_S)
        events.append(f"{name} ends")

    return write


def test_it_writes_while_the_caller_goes_on():
    events: list[str] = []
    release = Event()
    with CheckpointWriter() as writer:
        writer.start(held(events, "a", release))
        events.append("training")
        release.set()
    assert sorted(events) == ["a begins", "a ends", "training"]
    assert events[-1] == "a ends"
    assert "training" in events[:2]


def test_a_second_write_begins_after_the_first():
    events: list[str] = []
    release, second = Event(), Event()
    second.set()
    with CheckpointWriter() as writer:
        writer.start(held(events, "a", release))
        Thread(target=release.set).start()
        writer.start(held(events, "b", second))
    assert events == ["a begins", "a ends", "b begins", "b ends"]


def test_an_error_comes_out_once_where_somebody_waits():
    writer = CheckpointWriter()
    writer.start(failing)
    with pytest.raises(OSError, match="No space left"):
        writer.start(lambda: pytest.fail("written after an error"))
    writer.wait()
    writer.start(failing)
    with pytest.raises(OSError, match="No space left"):
        writer.wait()


def written(writer, write, then):
    """A block in which a write begins and something else is done."""
    with writer:
        writer.start(write)
        then()


def test_the_end_of_a_block_raises_the_error_of_the_write_even_after_another_one():
    with pytest.raises(OSError, match="No space left") as caught:
        written(CheckpointWriter(), failing, lambda: 1 // 0)
    assert isinstance(caught.value.__context__, ZeroDivisionError)


def interrupt(*_):
    raise Interrupted("a second signal", signal.SIGTERM)


def test_after_an_interruption_the_block_does_not_wait():
    release, writer = Event(), CheckpointWriter()
    with pytest.raises(Interrupted):
        written(writer, held([], "a", release), interrupt)
    release.set()
    writer.wait()


def test_a_signal_ends_the_wait():
    """Its handler runs in the main thread, which waits; it may raise."""
    release, writer = Event(), CheckpointWriter()
    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        with pytest.raises(Interrupted):
            written(writer, lambda: (os.kill(os.getpid(), signal.SIGTERM), release.wait(GUARD_S)), writer.wait)
    finally:
        signal.signal(signal.SIGTERM, before)
        release.set()
    writer.wait()
