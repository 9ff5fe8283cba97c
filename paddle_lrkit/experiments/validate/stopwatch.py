"""Time on the device: CUDA events on a GPU, the wall clock on the CPU; and how busy the GPU was."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from types import TracebackType
from typing import Any, Protocol

import paddle

from paddle_lrkit.experiments.validate.finding import Options

_EVERY_S = 0.5


class Stopwatch(Protocol):
    """Measures from `start` to `stop`."""

    def start(self) -> None: ...

    def stop(self) -> float:
        """Milliseconds since `start`."""


def stopwatch(options: Options) -> Stopwatch:
    """A watch for the device."""
    return _Events() if options.on_gpu else _WallClock()


class _WallClock:
    def start(self) -> None:
        self._began = time.perf_counter()

    def stop(self) -> float:
        return (time.perf_counter() - self._began) * 1000


class _Events:
    """Two CUDA events; the second one comes after all kernels that were launched before it.

    Paddle 2.6 has events without time; the wall clock between two synchronisations stands in for them.
    """

    def start(self) -> None:
        self._clock = _WallClock()
        self._first: Any = paddle.device.cuda.Event(enable_timing=True)
        self._last: Any = paddle.device.cuda.Event(enable_timing=True)
        paddle.device.cuda.synchronize()
        self._clock.start()
        self._first.record()

    def stop(self) -> float:
        self._last.record()
        paddle.device.cuda.synchronize()
        elapsed = getattr(self._first, "elapsed_time", None)
        return float(elapsed(self._last)) if elapsed else self._clock.stop()


class Utilisation:
    """Inside a ``with`` block, asks ``nvidia-smi`` twice a second how busy the GPU is.

    Args:
        options: On the CPU nothing is asked.

    Attributes:
        samples: Per cents.
    """

    def __init__(self, options: Options) -> None:
        self.samples: list[float] = []
        self._call = ["nvidia-smi", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits"]
        self._call += ["-i", options.device.partition(":")[2] or "0"]
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True) if options.on_gpu else None

    def __enter__(self) -> Utilisation:
        if self._thread:
            self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end.set()
        if self._thread:
            self._thread.join(timeout=10)

    def _watch(self) -> None:
        while not self._end.wait(_EVERY_S):
            try:
                said = subprocess.run(self._call, capture_output=True, text=True, timeout=5, check=False).stdout
            except (OSError, subprocess.TimeoutExpired):
                return
            match = re.match(r"\s*(\d+(?:\.\d+)?)", said)
            if match:
                self.samples.append(float(match[1]))
