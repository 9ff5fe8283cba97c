"""Several trainings at once, each in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from paddle_lrkit.errors import LrkitError

_POLL_S = 0.02
_PR_SET_PDEATHSIG = 1
_STOPS = (signal.SIGINT, signal.SIGTERM)


class Stopped(LrkitError):
    """A comparison was stopped by a signal; its trainings wrote checkpoints.

    Args:
        message: How to go on.
        signal_number: The signal; the exit code is 128 more.
    """

    def __init__(self, message: str, signal_number: int) -> None:
        super().__init__(message)
        self.exit_code = 128 + signal_number


class Process(Protocol):
    """What `subprocess.Popen` has of use here."""

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""

    def send_signal(self, number: int) -> None:
        """Sends a signal unless it has ended."""

    def wait(self) -> int:
        """Waits for the end."""


Launch = Callable[[list[str], Path], Process]
"""Starts ``lrkit`` with arguments; what it prints goes to a file."""


def launcher(environment: Mapping[str, str], held: int | None) -> Launch:
    """Starts each command with a new interpreter.

    Args:
        environment: Variables that differ from those of this process.
        held: Number of an open file that the processes keep open.
    """

    def launch(arguments: list[str], output: Path) -> Process:
        with output.open("wb") as file:
            return subprocess.Popen(
                [sys.executable, "-m", "paddle_lrkit", *arguments],
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env={**os.environ, **environment},
                pass_fds=[] if held is None else [held],
                start_new_session=True,
                preexec_fn=partial(end_with, os.getpid()),
            )

    return launch


def end_with(parent: int) -> None:
    """In a child: a SIGTERM comes when the parent dies, whatever killed it; Linux only."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGTERM)


class Job:
    """One command.

    Args:
        arguments: Of ``lrkit``.
        output: File that takes what it prints.
        after: Called with the job and its exit code when it has ended; what it returns is run next. It may raise.
    """

    def __init__(self, arguments: list[str], output: Path, after: Callable[[Job, int], Iterable[Job]]) -> None:
        self.arguments = arguments
        self.output = output
        self.after = after
        self._began = time.monotonic()

    def start(self, launch: Launch) -> Process:
        """Starts the command."""
        self._began = time.monotonic()
        return launch(self.arguments, self.output)

    @property
    def seconds(self) -> float:
        """Time since the start."""
        return time.monotonic() - self._began

    def last_line(self, start: str = "") -> str:
        """The last line that it printed, or the last one that begins with ``start``."""
        lines = self.output.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        return next((line for line in reversed(lines) if line.startswith(start)), "it printed nothing")


def run_jobs(jobs: Iterable[Job], at_once: int, launch: Launch, how_to_go_on: str) -> None:
    """Runs jobs, ``at_once`` of them at a time, in their order.

    Args:
        jobs: What to run.
        at_once: Processes at a time.
        launch: Starts one.
        how_to_go_on: The sentence after a signal.

    Raises:
        Stopped: SIGINT or SIGTERM; the processes were asked to end and have ended.
    """
    waiting, running = deque(jobs), dict[Job, Process]()
    with _Signals() as signals:
        try:
            while waiting or running:
                while waiting and len(running) < at_once and signals.number is None:
                    job = waiting.popleft()
                    running[job] = job.start(launch)
                if signals.number is not None:
                    raise Stopped(how_to_go_on, signals.number)
                time.sleep(_POLL_S)
                for job, code in [(job, process.poll()) for job, process in running.items()]:
                    if code is not None:
                        del running[job]
                        waiting.extendleft(reversed(list(job.after(job, code))))
        finally:
            for process in running.values():
                process.send_signal(signal.SIGTERM)
            for process in running.values():
                process.wait()


class _Signals:
    """Inside the block, remembers SIGINT and SIGTERM."""

    def __init__(self) -> None:
        self.number: int | None = None
        self._before: dict[int, Any] = {}

    def __enter__(self) -> _Signals:
        if threading.current_thread() is threading.main_thread():
            for number in _STOPS:
                self._before[number] = signal.signal(number, self._remember)
        return self

    def __exit__(self, *error: object) -> None:
        for number, handler in self._before.items():
            signal.signal(number, handler)

    def _remember(self, number: int, frame: FrameType | None) -> None:
        self.number = number
