"""Ctrl-C and SIGTERM: finish the update, write a checkpoint, print how to resume."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

import paddle

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.distributed.collectives import all_reduce_max, world_size
from paddle_lrkit.train.runtime.early_signals import stop_signals

_SAME_REQUEST_S = 2
_ACCELERATOR_EXCHANGE_EVERY = 10
"""Iterations between two exchanges on GPUs and other devices, where each exchange makes the host wait."""


class Interrupted(LrkitError):
    """A signal stopped the training.

    Args:
        message: What was saved and how to continue.
        signal_number: The signal; the exit code is 128 more.
    """

    def __init__(self, message: str, signal_number: int) -> None:
        super().__init__(message)
        self.exit_code = 128 + signal_number


class SignalHandler:
    """Records SIGINT and SIGTERM inside a ``with`` block.

    A second signal raises `Interrupted`, except with several processes, because the launcher sends each signal three
    times, and except a SIGTERM within two seconds of the first signal: Slurm sends one to every process of a job, and
    the parent of this process passes its own on. At the end of the block the previous handlers are restored, unless
    other code replaced this one.

    Args:
        what_is_safe: What a second signal leaves, in words.

    Attributes:
        signal_number: The signal that came; None if none did.
    """

    def __init__(self, what_is_safe: Callable[[], str] = lambda: tr("the last checkpoint is safe")) -> None:
        self.signal_number: int | None = None
        self._what_is_safe = what_is_safe
        self._previous: dict[int, Any] = {}
        self._received = 0.0

    def __enter__(self) -> SignalHandler:
        if threading.current_thread() is threading.main_thread():
            for number in stop_signals():
                self._previous[number] = signal.signal(number, self._record)
        return self

    def __exit__(self, *exception: object) -> None:
        for number, handler in self._previous.items():
            if signal.getsignal(number) == self._record:
                signal.signal(number, handler)

    def _record(self, number: int, frame: FrameType | None) -> None:
        if self.signal_number is None:
            self.signal_number, self._received = number, time.monotonic()
            return
        repeated = number == signal.SIGTERM and time.monotonic() - self._received < _SAME_REQUEST_S
        if world_size() == 1 and not repeated:
            raise Interrupted(tr("stopped at once by a second signal; {}", self._what_is_safe()), number)

    def received_on_any_rank(self, iteration: int) -> int | None:
        """The signal that any process got; all processes get the same answer. None if there was no signal.

        Args:
            iteration: Iterations of the training loop so far, the same in all processes.
        """
        if world_size() == 1:
            return self.signal_number
        if paddle.get_device() != "cpu" and iteration % _ACCELERATOR_EXCHANGE_EVERY:
            return None
        return int(all_reduce_max([self.signal_number or 0])[0]) or None
