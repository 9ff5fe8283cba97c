"""A queue of commands, several of which run at a time."""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from paddle_lrkit.child_process import ChildProcess, nonblank_lines
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.launch import Launch

_POLL_S = 0.02
_PATIENCE_S = 120
"""How long a job may take after a SIGTERM to write its checkpoint."""
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


class ComparisonInterrupted(LrkitError):
    """A signal stopped a comparison; its trainings wrote checkpoints.

    Args:
        message: How to continue.
        signal_number: The signal; the exit code is 128 more.
    """

    def __init__(self, message: str, signal_number: int) -> None:
        super().__init__(message)
        self.exit_code = 128 + signal_number


@dataclass(eq=False)
class Job:
    """One command.

    Args:
        arguments: Of ``lrkit``.
        output: File that takes what it prints.
        after: Called with the job and its exit code when it has ended; returns the jobs to run next. It may raise.
    """

    arguments: list[str]
    output: Path
    after: Callable[[Job, int], Iterable[Job]]
    _began: float = field(default_factory=time.monotonic)

    def start(self, launch: Launch) -> ChildProcess:
        """Starts the command."""
        self._began = time.monotonic()
        return launch(self.arguments, self.output)

    @property
    def seconds(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self._began

    def last_line(self, start: str = "") -> str:
        """Returns the last line that it printed, or the last one that begins with ``start``."""
        lines = nonblank_lines(self.output.read_text(encoding="utf-8", errors="replace"))
        return next((line for line in reversed(lines) if line.startswith(start)), "it printed nothing")


def run_jobs(jobs: Iterable[Job], at_once: int, launch: Launch, how_to_go_on: str) -> None:
    """Runs jobs in their order.

    Args:
        jobs: The jobs.
        at_once: How many run at a time.
        launch: Starts one.
        how_to_go_on: The message after a signal.

    Raises:
        ComparisonInterrupted: SIGINT or SIGTERM came; the running jobs got a SIGTERM, and were killed if that did not
            end them in 120 s.
    """
    waiting, running = deque(jobs), dict[Job, ChildProcess]()
    with _received_signals() as received:
        try:
            while waiting or running:
                while waiting and len(running) < at_once and not received:
                    job = waiting.popleft()
                    running[job] = job.start(launch)
                if received:
                    raise ComparisonInterrupted(how_to_go_on, received[-1])
                time.sleep(_POLL_S)
                for job, code in [(job, process.poll()) for job, process in running.items()]:
                    if code is not None:
                        del running[job]
                        waiting.extendleft(reversed(list(job.after(job, code))))
        finally:
            for process in running.values():
                process.send_signal(signal.SIGTERM)
            for process in running.values():
                process.wait(_PATIENCE_S)
                process.stop(0)


@contextmanager
def _received_signals() -> Iterator[list[int]]:
    """Inside the block, SIGINT and SIGTERM are collected instead of handled; only in the main thread."""
    received: list[int] = []
    numbers = _STOP_SIGNALS if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, lambda number, frame: received.append(number)) for number in numbers}
    try:
        yield received
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
