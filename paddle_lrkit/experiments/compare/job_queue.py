"""A queue of trainings, several of which run at a time."""

from __future__ import annotations

import signal
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.executors.base import Executor, Worker

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_POLL_S = 0.02


class ComparisonInterrupted(LrkitError):
    """A signal stopped a comparison; its trainings write checkpoints.

    Args:
        message: How to continue.
        signal_number: The signal; the exit code is 128 more.
    """

    def __init__(self, message: str, signal_number: int) -> None:
        super().__init__(message)
        self.exit_code = 128 + signal_number


@dataclass(eq=False)
class Job:
    """One training.

    Args:
        folder: The directory with its config.
        after: Called when its worker has ended, with how it ended, in words; returns the jobs to run next. It may
            raise.
    """

    folder: Path
    after: Callable[[str], Iterable[Job]]


def run_jobs(jobs: Iterable[Job], executor: Executor, how_to_go_on: str) -> None:
    """Runs jobs in their order.

    Args:
        jobs: The jobs.
        executor: Where they run.
        how_to_go_on: The message after a signal.

    Raises:
        ComparisonInterrupted: SIGINT or SIGTERM came; the workers were asked to stop, and killed if that did not end
            them in the executor's patience.
    """
    waiting, running = deque(jobs), dict[Job, Worker]()
    with _received_signals() as received:
        try:
            while waiting or running:
                while waiting and len(running) < executor.at_once and not received:
                    job = waiting.popleft()
                    running[job] = executor.start(job.folder)
                if received:
                    raise ComparisonInterrupted(how_to_go_on, received[-1])
                _sleep(executor.pause_s, received)
                for job, end in [(job, worker.poll()) for job, worker in running.items()]:
                    if end is not None:
                        del running[job]
                        waiting.extendleft(reversed(list(job.after(end))))
        finally:
            _stop(list(running.values()), executor.patience_s)


def _stop(workers: list[Worker], patience_s: float) -> None:
    for worker in workers:
        worker.ask_to_stop()
    deadline = time.monotonic() + patience_s
    while time.monotonic() < deadline and any(worker.poll() is None for worker in workers):
        time.sleep(_POLL_S)
    for worker in workers:
        worker.kill()


def _sleep(seconds: float, received: list[int]) -> None:
    """Sleeps until a signal comes."""
    deadline = time.monotonic() + seconds
    while not received and (left := deadline - time.monotonic()) > 0:
        time.sleep(min(left, _POLL_S))


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
