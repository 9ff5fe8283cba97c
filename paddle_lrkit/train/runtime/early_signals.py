"""Ctrl-C and SIGTERM where there is nothing to save: while a run is being opened, and in an evaluation."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


def stop_signals() -> tuple[signal.Signals, ...]:
    """SIGTERM, and SIGINT unless it is ignored, as in the background of a script."""
    ignored = signal.getsignal(signal.SIGINT) == signal.SIG_IGN
    return (signal.SIGTERM,) if ignored else (signal.SIGINT, signal.SIGTERM)


@contextmanager
def early_signals(words: str) -> Iterator[None]:
    """Inside the block SIGINT and SIGTERM end the process with a sentence and the code 130 or 143.

    An exception would be lost or misread inside the import of a library, which takes most of this time.

    Args:
        words: What was saved, for standard error; of several processes the first one prints it.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def end(number: int, frame: FrameType | None) -> None:
        if os.environ.get("PADDLE_TRAINER_ID", "0") == "0":
            os.write(2, f"lrkit: {words}\n".encode())
        os._exit(128 + number)

    previous = {number: signal.signal(number, end) for number in stop_signals()}
    try:
        yield
    finally:
        for number, handler in previous.items():
            if signal.getsignal(number) is end:
                signal.signal(number, handler)
