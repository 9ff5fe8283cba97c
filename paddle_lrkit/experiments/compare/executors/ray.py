"""A Ray cluster: each training is a Ray task, and Ray chooses the machine and the GPU."""

from __future__ import annotations

import math
import os
import sys
from contextlib import ExitStack, redirect_stdout
from pathlib import Path
from typing import Any

from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.experiments.compare.executors.options import ExecutorOptions
from paddle_lrkit.experiments.compare.trial_process import run_trial
from paddle_lrkit.messages import tr


class RayExecutor:
    """Runs trainings as tasks of a Ray cluster.

    It connects to the cluster of ``address``, of RAY_ADDRESS, or to one that runs on this machine; without any it
    starts Ray on this machine until the comparison ends. Ray shows each task its own GPU in CUDA_VISIBLE_DEVICES.

    Args:
        options: ``address``: the cluster, as `ray.init` reads it.
        threads: CPU threads of a training, which Ray keeps free for it.
        at_once: The most trainings that are handed over; None for all.
        device: ``--device``; None for a GPU if the cluster has one.

    Raises:
        LrkitError: Ray is not installed, does not answer, or has no GPU.
    """

    pause_s: float = 0.1
    patience_s: float = 120

    def __init__(self, options: ExecutorOptions, threads: int, at_once: int | None, device: str | None) -> None:
        self.threads, self.at_once = threads, float(at_once or math.inf)
        self._ray = _ray()
        address = options.text("address")
        self._redirection = ExitStack()
        # Ray prints what it knows of a lost worker to the standard output, which is for the result.
        self._redirection.enter_context(redirect_stdout(sys.stderr))
        try:
            self._ray.init(address, include_dashboard=False, log_to_driver=False, logging_level="ERROR")
        except Exception as error:  # Ray raises it as such when it does not start in time
            self.close()
            what = tr("no Ray cluster answers at {}", address) if address else tr("Ray does not start")
            raise LrkitError(tr("{}: {}", what, _first_line(error))) from None
        self._resources: dict[str, float] = self._ray.cluster_resources()
        gpus = self._resources.get("GPU", 0)
        self.on_accelerator = gpus > 0 if device is None else device == "gpu"
        if self.on_accelerator and not gpus:
            self.close()
            raise UsageError(tr("--device gpu: no machine of the Ray cluster has a GPU now"))
        task = self._ray.remote(num_cpus=threads, num_gpus=int(self.on_accelerator), max_retries=0)
        self._run_trial = task(run_trial)

    def __str__(self) -> str:
        cpus, gpus = (f"{self._resources.get(name, 0):g}" for name in ("CPU", "GPU"))
        return tr("the Ray cluster has {} CPUs and {} GPUs", cpus, gpus)

    def start(self, folder: Path) -> RayWorker:
        """Hands a training to Ray."""
        return RayWorker(self._ray, self._run_trial.remote(str(folder)))

    def close(self) -> None:
        """Leaves the cluster; stops it if it was started for this comparison."""
        self._ray.shutdown()
        self._redirection.close()


class RayWorker:
    """A Ray task.

    Args:
        ray: The module.
        task: The reference to its result.
    """

    def __init__(self, ray: Any, task: Any) -> None:
        self._ray, self._task = ray, task

    def poll(self) -> str | None:
        """Returns how the task ended, in words; None before."""
        ended, _ = self._ray.wait([self._task], timeout=0)
        if not ended:
            return None
        try:
            self._ray.get(self._task)
        except self._ray.exceptions.RayError as error:
            return tr("Ray says {}: {}", type(error).__name__, _first_line(error))
        return tr("its Ray task ended without a result")

    def ask_to_stop(self) -> None:
        """Interrupts the task, or takes it out of the queue."""
        self._ray.cancel(self._task, force=False)

    def kill(self) -> None:
        """Ends the process of the task."""
        self._ray.cancel(self._task, force=True)


def _ray() -> Any:
    os.environ.setdefault("RAY_USAGE_STATS_ENABLED", "0")
    try:
        import ray
    except ImportError:
        raise UsageError(tr("--executor ray needs Ray; install it with: pip install 'paddle-lrkit[ray]'")) from None
    return ray


def _first_line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
