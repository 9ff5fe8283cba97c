"""Ctrl-C and SIGTERM: finish the update, write a checkpoint, say how to resume."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

import paddle

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.train.distributed.processes import largest, world_size

_GPU_TURNS = 10
"""Turns between two exchanges on GPUs, where each makes the host wait for the device."""


class Interrupted(LrkitError):
    """Training was stopped by a signal and a checkpoint was written.

    Args:
        message: What was saved and how to go on.
        signal_number: The signal; the exit code is 128 more.
    """

    def __init__(self, message: str, signal_number: int) -> None:
        super().__init__(message)
        self.exit_code = 128 + signal_number


class StopRequest:
    """Inside a ``with`` block, remembers SIGINT and SIGTERM; a second one ends at once.

    What it finds is put back at the end, unless somebody else has taken the signal since.

    With several processes a second one is nothing special, because the launcher sends each of them three times.

    Attributes:
        signal_number: The signal, or None while there was none.
    """

    def __init__(self) -> None:
        self.signal_number: int | None = None
        self._previous: dict[int, Any] = {}

    def __enter__(self) -> StopRequest:
        if threading.current_thread() is threading.main_thread():
            for number in (signal.SIGINT, signal.SIGTERM):
                self._previous[number] = signal.signal(number, self._remember)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for number, handler in self._previous.items():
            if signal.getsignal(number) == self._remember:
                signal.signal(number, handler)

    def _remember(self, number: int, frame: FrameType | None) -> None:
        if self.signal_number is not None and world_size() == 1:
            raise KeyboardInterrupt
        self.signal_number = number

    def agreed(self, turn: int) -> int | None:
        """The signal of any process, at a turn at which all of them know of it; None while there is none.

        Args:
            turn: Turns of the loop so far, the same in all processes.
        """
        if world_size() == 1:
            return self.signal_number
        if paddle.get_device() != "cpu" and turn % _GPU_TURNS:
            return None
        return largest(self.signal_number or 0) or None
