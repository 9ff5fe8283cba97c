"""Trainings as forks of one process that has loaded Paddle and the data once: for the CPU."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from paddle_lrkit.config.settings import Settings
from paddle_lrkit.experiments.compare.process import Launch, Process, end_with

_STOPS = {signal.SIGINT, signal.SIGTERM}


class Fork:
    """A child process.

    Args:
        pid: Its number.
    """

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._code: int | None = None

    def poll(self) -> int | None:
        """The exit code, negative for a signal; None while it runs."""
        return self._ended(os.WNOHANG)

    def wait(self) -> int:
        """Waits for the end."""
        code = self._ended(0)
        return 0 if code is None else code

    def send_signal(self, number: int) -> None:
        """Sends a signal unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def _ended(self, options: int) -> int | None:
        if self._code is None:
            pid, status = os.waitpid(self.pid, options)
            if pid:
                self._code = os.waitstatus_to_exitcode(status)
        return self._code


def fork_launcher(settings: Settings, threads: int, run: Callable[[list[str]], NoReturn]) -> Launch:
    """Starts each command in a fork; Paddle is imported and the data sets are built at the first one.

    Nothing is computed before a fork, so a fork is like a new process, a second or two later.

    Args:
        settings: The config whose data sets the trainings read.
        threads: CPU threads of a training.
        run: Runs a command of ``lrkit`` and exits.
    """

    def launch(arguments: list[str], output: Path) -> Process:
        if "paddle" not in sys.modules:
            _prepare(settings, threads)
        return _fork(lambda: run(arguments), output)

    return launch


def _prepare(settings: Settings, threads: int) -> None:
    """Imports Paddle and builds the data sets; Paddle's own signal handlers do not stay."""
    handlers = {number: signal.getsignal(number) for number in _STOPS}
    os.environ["OMP_NUM_THREADS"] = str(threads)
    from paddle_lrkit.train.start import start_paddle

    start_paddle(quiet=True)
    from paddle_lrkit.train import registry

    if settings.Tracker.visualdl:
        import visualdl  # noqa: F401
    for data in (settings.Train, settings.Eval, settings.Test):
        if data is not None:
            data.dataset.build(registry.DATASETS)
    for number, handler in handlers.items():
        signal.signal(number, handler)


def _fork(run: Callable[[], NoReturn], output: Path) -> Process:
    """Signals wait until the child has put away the handlers of its parent."""
    parent = os.getpid()
    sys.stdout.flush()
    sys.stderr.flush()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        pid = os.fork()
        if pid == 0:
            _become(run, output, parent)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    return Fork(pid)


def _become(run: Callable[[], NoReturn], output: Path, parent: int) -> None:
    """The child: runs the command and ends."""
    code = 1
    try:
        os.setsid()
        _redirect(output)
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
        end_with(parent)
        run()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _redirect(output: Path) -> None:
    nothing = os.open(os.devnull, os.O_RDONLY)
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    os.dup2(nothing, 0)
    os.dup2(file, 1)
    os.dup2(file, 2)
