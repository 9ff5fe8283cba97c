"""Time on the device (CUDA events on a GPU, else the wall clock) and utilization of the GPU."""

from __future__ import annotations

import re
import subprocess
import threading
import time
from typing import Any, Protocol

import paddle

from paddle_lrkit.experiments.validate.options import ValidationOptions

_INTERVAL_S = 0.5


class DeviceTimer(Protocol):
    """Measures the time from `start` to `stop`."""

    def start(self) -> None: ...

    def stop(self) -> float:
        """Returns the milliseconds since `start`."""


def device_timer(options: ValidationOptions) -> DeviceTimer:
    """Returns a timer for the device."""
    return _CudaEventTimer() if options.kind == "gpu" else _WallClockTimer(options.on_accelerator)


class _WallClockTimer:
    """The wall clock.

    Args:
        waits: Whether to wait for the selected device at both ends.
    """

    def __init__(self, waits: bool = False) -> None:
        self._waits = waits

    def start(self) -> None:
        if self._waits:
            paddle.device.synchronize()
        self._began = time.perf_counter()

    def stop(self) -> float:
        if self._waits:
            paddle.device.synchronize()
        return (time.perf_counter() - self._began) * 1000


class _CudaEventTimer:
    """Two CUDA events; the second one is recorded after all kernels that were launched before it.

    Events of Paddle 2.6 have no time; the wall clock between two synchronizations is used instead.
    """

    def start(self) -> None:
        self._clock = _WallClockTimer()
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


class GpuUtilization:
    """Inside a ``with`` block, samples the utilization of the GPU with ``nvidia-smi`` twice a second.

    Args:
        options: There are samples on GPUs only.

    Attributes:
        samples: Percentages.
    """

    def __init__(self, options: ValidationOptions) -> None:
        self.samples: list[float] = []
        self._call = ["nvidia-smi", "--query-gpu=utilization.gpu", "--format=csv,noheader,nounits"]
        self._call += ["-i", options.device.partition(":")[2] or "0"]
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True) if options.kind == "gpu" else None

    def __enter__(self) -> GpuUtilization:
        if self._thread:
            self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._end.set()
        if self._thread:
            self._thread.join(timeout=10)

    def _watch(self) -> None:
        while not self._end.wait(_INTERVAL_S):
            try:
                # nvidia-smi with fixed arguments and the number of a GPU.
                process = subprocess.run(self._call, capture_output=True, text=True, timeout=5, check=False)  # noqa: S603
            except (OSError, subprocess.TimeoutExpired):
                return
            match = re.match(r"\s*(\d+(?:\.\d+)?)", process.stdout)
            if match:
                self.samples.append(float(match[1]))
