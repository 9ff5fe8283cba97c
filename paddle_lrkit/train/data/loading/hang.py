"""Ends an iteration whose workers make no batch for too long, and says where they are."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import re
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.train.data.loading.watchdog import kill

_STACK_SIGNAL = signal.SIGUSR1
_CHECKS = 20
_WAIT_FOR_STACKS_S = 0.5
_FRAMES = 3
_FRAME = re.compile(r'File "(.*)", line (\d+) in (\w+)')
_STATES = {
    "T": Message("{} is stopped"),
    "t": Message("{} is stopped by a debugger"),
    "D": Message("{} waits for a disk or a network file system"),
}


class StackFiles:
    """A file in memory for each worker, to which it writes its stack when it is asked to.

    Args:
        num_workers: Number of workers.
    """

    def __init__(self, num_workers: int) -> None:
        self._files = [os.memfd_create(f"stack of worker {number}") for number in range(num_workers)]

    def register(self, worker: int) -> None:
        """Called in a worker."""
        faulthandler.register(_STACK_SIGNAL, file=self._files[worker], all_threads=False)

    def read(self, worker: int) -> str:
        """The innermost frames that a worker has written, as ``name (file:line)``."""
        text = os.pread(self._files[worker], 1 << 16, 0).decode("utf-8", "replace")
        frames = [f"{name} ({file}:{line})" for file, line, name in _FRAME.findall(text)]
        return " < ".join(frames[:_FRAMES])

    def close(self) -> None:
        """Closes the files."""
        for file in self._files:
            os.close(file)


class HangWatch:
    """Kills workers that make no batch for too long, so that the iteration ends.

    Args:
        workers: The worker processes.
        stacks: Their stacks.
        timeout_s: Longest time to wait for a batch, in seconds.

    Attributes:
        diagnosis: What the workers did, once they were killed; else empty.
    """

    def __init__(self, workers: Sequence[Any], stacks: StackFiles, timeout_s: float) -> None:
        self.diagnosis = ""
        self._workers, self._stacks, self._timeout = list(workers), stacks, timeout_s
        self._since: float | None = None
        self._ended = threading.Event()
        threading.Thread(target=self._watch, daemon=True).start()

    @contextlib.contextmanager
    def waiting(self) -> Iterator[None]:
        """Inside the block the main process waits for a batch."""
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._since = None

    def close(self) -> None:
        """Ends the watch."""
        self._ended.set()

    def _watch(self) -> None:
        while not self._ended.wait(min(self._timeout / _CHECKS, 1.0)):
            since = self._since
            if since is not None and time.monotonic() - since > self._timeout:
                self.diagnosis = self._describe()
                kill(self._workers)
                return

    def _describe(self) -> str:
        states = [_state(worker.pid) for worker in self._workers]
        for worker, state in zip(self._workers, states, strict=True):
            if state not in _STATES:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(worker.pid, _STACK_SIGNAL)
        time.sleep(_WAIT_FOR_STACKS_S)
        said = [self._doing(number, state) for number, state in enumerate(states)]
        return tr("no batch for {:g} s: {}; Train.loader.timeout sets this limit", self._timeout, tr("; ").join(said))

    def _doing(self, number: int, state: str) -> str:
        who = tr("worker {} (process {})", number, self._workers[number].pid)
        if state in _STATES:
            return str(_STATES[state].filled(who))
        stack = self._stacks.read(number)
        return tr("{} is in {}", who, stack) if stack else tr("{} does not answer (state {})", who, state)


def _state(pid: int) -> str:
    """The letter of a process' state in ``/proc``; empty when it has none."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return ""
