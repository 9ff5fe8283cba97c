"""Two ways to start a training: a new interpreter, or on the CPU a fork of one process that has loaded Paddle."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from paddle_lrkit.child_process import ChildProcess, fork_process, package_environment, start_process
from paddle_lrkit.config.settings import Settings

Launch = Callable[[list[str], Path], ChildProcess]
"""Starts ``lrkit`` with arguments; what it prints goes to a file."""


def interpreter_launcher(threads: int, lock_file: int | None) -> Launch:
    """Returns a function that starts each command in a new interpreter.

    Args:
        threads: CPU threads of a training.
        lock_file: Number of the open lock file, which the trainings keep open, so that they hold the lock too.
    """
    environment = package_environment({"OMP_NUM_THREADS": str(threads)})

    def launch(arguments: list[str], output: Path) -> ChildProcess:
        command = [sys.executable, "-m", "paddle_lrkit", *arguments]
        kept = [] if lock_file is None else [lock_file]
        with output.open("wb") as file:
            return start_process(
                command, stdout=file, stderr=subprocess.STDOUT, environment=environment, keep_open=kept
            )

    return launch


def fork_launcher(settings: Settings, threads: int, run: Callable[[list[str]], NoReturn]) -> Launch:
    """Returns a function that starts each command in a fork; the first call imports Paddle and builds the data sets.

    Nothing is computed before a fork, so a fork behaves like a new interpreter, and starts a second or two sooner.

    Args:
        settings: The config whose data sets the trainings read.
        threads: CPU threads of a training.
        run: Runs a command of ``lrkit`` and exits.
    """

    def launch(arguments: list[str], output: Path) -> ChildProcess:
        if "paddle" not in sys.modules:
            _load_paddle_and_data(settings, threads)
        return fork_process(lambda: run(arguments), output)

    return launch


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
