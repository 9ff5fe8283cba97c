"""This machine: a fork of one process that has loaded Paddle and the data, or a new interpreter for each training."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import NoReturn

from paddle_lrkit.child_process import ChildProcess, exit_description, fork_process, package_environment, start_process
from paddle_lrkit.config.settings import Settings
from paddle_lrkit.experiments.compare.executors.base import RunLrkit
from paddle_lrkit.experiments.compare.trial_folder import TrialFolder
from paddle_lrkit.experiments.compare.trial_process import run_trial

_PROGRAM = "paddle_lrkit.experiments.compare.trial_process"


class LocalExecutor:
    """Runs trainings on this machine.

    On the CPU of a Linux machine each is a fork of this process, into which the first one loads Paddle and the data.
    Nothing is computed before a fork, so a fork behaves like a new interpreter, and starts a second or two sooner.
    With GPUs each is a new interpreter, which sees the GPU that the fewest others use.

    Args:
        settings: The config whose data sets the trainings read.
        threads: CPU threads of a training.
        at_once: Trainings at a time.
        gpus: The GPUs that they share, as CUDA_VISIBLE_DEVICES names them; empty if that is left as it is, None for
            trainings on the CPU.
        run_lrkit: Runs a command of ``lrkit`` in a fork.
    """

    pause_s: float = 0.02
    patience_s: float = 120

    def __init__(
        self, settings: Settings, threads: int, at_once: int, gpus: list[str] | None, run_lrkit: RunLrkit
    ) -> None:
        self.threads, self.at_once = threads, float(at_once)
        self.on_accelerator, self._gpus = gpus is not None, gpus or []
        self._settings, self._run_lrkit = settings, run_lrkit
        self._started: list[tuple[LocalWorker, str]] = []

    def __str__(self) -> str:
        return ""

    def start(self, folder: Path) -> LocalWorker:
        """Starts a training."""
        output = TrialFolder(folder).output("worker")
        if sys.platform == "linux" and not self.on_accelerator:
            return LocalWorker(self._fork(folder, output))
        gpu = self._free_gpu()
        with output.open("wb") as file:
            process = start_process(
                [sys.executable, "-m", _PROGRAM, str(folder)],
                stdout=file,
                stderr=subprocess.STDOUT,
                environment=package_environment({} if gpu is None else {"CUDA_VISIBLE_DEVICES": gpu}),
            )
        worker = LocalWorker(process)
        if gpu is not None:
            self._started.append((worker, gpu))
        return worker

    def close(self) -> None:
        """There is nothing to let go of."""

    def _fork(self, folder: Path, output: Path) -> ChildProcess:
        if "paddle" not in sys.modules:
            _load_paddle_and_data(self._settings, self.threads)

        def run() -> NoReturn:
            run_trial(str(folder), self._run_lrkit)
            raise SystemExit(0)

        return fork_process(run, output)

    def _free_gpu(self) -> str | None:
        """The GPU with the fewest trainings; None without a choice."""
        self._started = [(worker, gpu) for worker, gpu in self._started if worker.poll() is None]
        used = Counter(gpu for _, gpu in self._started)
        return min(self._gpus, key=lambda gpu: used[gpu], default=None)


class LocalWorker:
    """A process of this machine.

    Args:
        process: The process.
    """

    def __init__(self, process: ChildProcess) -> None:
        self._process = process

    def poll(self) -> str | None:
        """Returns how it ended, in words; None while it runs."""
        code = self._process.poll()
        return None if code is None else exit_description(code)

    def ask_to_stop(self) -> None:
        """Sends a SIGTERM, which makes the training write a checkpoint."""
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Kills the process and its group."""
        self._process.stop(0)


def _load_paddle_and_data(settings: Settings, threads: int) -> None:
    """Loads what all forks share; the signal handlers that Paddle installs are removed."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    os.environ["OMP_NUM_THREADS"] = str(threads)
    from paddle_lrkit.train.runtime.paddle_import import import_paddle

    import_paddle(quiet=True)
    from paddle_lrkit.train import registry

    if settings.Tracker.visualdl:
        import visualdl  # noqa: F401
    for data in (settings.Train, settings.Eval, settings.Test):
        if data is not None:
            data.dataset.build(registry.DATASETS)
    for number, handler in handlers.items():
        signal.signal(number, handler)
