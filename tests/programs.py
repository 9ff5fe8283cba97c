"""Programs that tests start: they have the default signals, and none outlives its test."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any


def use_default_signals() -> None:
    """Stops ignoring SIGINT and SIGTERM, here and in every process that this one starts.

    A program that a script starts with ``&`` ignores SIGINT, and all its children inherit that.
    """
    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if signal.getsignal(signal.SIGTERM) == signal.SIG_IGN:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


@contextmanager
def running(command: Sequence[str], **options: Any) -> Iterator[subprocess.Popen[Any]]:
    """Starts a program and kills it at the end of the block, where ``with Popen(...)`` waits without a limit.

    Args:
        command: Program and arguments.
        options: As in `subprocess.Popen`.
    """
    process = subprocess.Popen(command, **options)
    try:
        yield process
    finally:
        process.kill()
        with process:
            pass
