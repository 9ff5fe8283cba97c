"""Runs `lrkit` in a forked child that can be killed at any of its file operations.

A fork of a process that has imported Paddle starts in milliseconds, so hundreds of runs take minutes.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMIT_S = 120
"""A child that runs longer is killed and counts as lost."""

_CHANGES = ("os.rename", "os.mkdir", "os.rmdir", "os.remove", "os.link", "os.truncate")


@dataclass(frozen=True)
class Ended:
    """A finished child.

    Args:
        code: Exit code; negative for the signal that ended it, None when it was too slow.
        text: Its standard output and error.
    """

    code: int | None
    text: str


def preload() -> None:
    """Imports what training needs, before the first fork."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    import paddle  # noqa: F401
    import sklearn.datasets  # noqa: F401
    import visualdl  # noqa: F401

    import paddle_lrkit.cli.train
    import paddle_lrkit.train.loop
    import paddle_lrkit.train.models.softmax_regression  # noqa: F401


def lrkit(
    arguments: Sequence[object], output: Path, prepare: Callable[[], None] = lambda: None, limit_s: float = LIMIT_S
) -> Ended:
    """Runs `lrkit` to its end.

    Args:
        arguments: Arguments of the command line.
        output: File that gets standard output and error.
        prepare: Called in the child before the command.
        limit_s: Seconds that it may take.
    """
    return wait(start(arguments, output, prepare), output, limit_s)


def start(arguments: Sequence[object], output: Path, prepare: Callable[[], None] = lambda: None) -> int:
    """Starts `lrkit` in a child, which leads a process group of its own, and returns its process number."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    os.setsid()
    descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    code: Any = 1
    try:
        from paddle_lrkit.cli.main import main

        prepare()
        main([str(argument) for argument in arguments])
    except SystemExit as end:
        code = end.code or 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code if isinstance(code, int) else 1)


def wait(child: int, output: Path, limit_s: float = LIMIT_S) -> Ended:
    """Waits for a child of `start`, and kills its process group when it takes too long."""
    deadline = time.monotonic() + limit_s
    while time.monotonic() < deadline:
        number, status = os.waitpid(child, os.WNOHANG)
        if number:
            return Ended(os.waitstatus_to_exitcode(status), output.read_text(errors="replace"))
        time.sleep(0.005)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return Ended(None, output.read_text(errors="replace"))


def on_operation(run: Path, act: Callable[[int, str], None]) -> None:
    """Calls ``act(number, operation)`` before each operation of this process that changes something below ``run``.

    Operations are opening a file for writing, making, renaming, linking and removing files and directories, and fsync.
    """
    prefix, count = str(run), 0

    def operation(name: str, path: Any) -> None:
        nonlocal count
        text = os.fsdecode(path) if isinstance(path, (str, bytes, os.PathLike)) else str(path)
        if text.startswith(prefix) or not os.path.isabs(text):
            count += 1
            act(count, f"{name} {text.removeprefix(prefix)}")

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
        if event in _CHANGES or (
            event == "open" and isinstance(arguments[2], int) and arguments[2] & (os.O_WRONLY | os.O_RDWR)
        ):
            operation(event, arguments[0])

    real_fsync = os.fsync

    def fsync(descriptor: Any) -> None:
        operation(
            "fsync", os.readlink(f"/proc/self/fd/{descriptor if isinstance(descriptor, int) else descriptor.fileno()}")
        )
        real_fsync(descriptor)

    os.fsync = fsync
    sys.addaudithook(hook)


def _for_writing(flags: Any) -> bool:
    return isinstance(flags, int) and bool(flags & (os.O_WRONLY | os.O_RDWR))
