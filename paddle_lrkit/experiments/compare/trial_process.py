"""What a worker does: one training from its config to its result, wherever the worker runs."""

from __future__ import annotations

import json
import math
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

from paddle_lrkit.child_process import (
    ChildProcess,
    exit_description,
    fork_process,
    nonblank_lines,
    package_environment,
    start_process,
)
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.executors.base import RunLrkit
from paddle_lrkit.experiments.compare.output_directory import locked, write_json
from paddle_lrkit.experiments.compare.trial_folder import TrialEnd, TrialFolder, TrialOrder
from paddle_lrkit.experiments.compare.trial_result import TrialResult, has_diverged
from paddle_lrkit.messages import LANGUAGE_VARIABLE, Message, in_language, tr

_PATIENCE_S = 90
"""How long a command may take after a SIGTERM to write its checkpoint."""
_STOP_SIGNALS = {
    signal.SIGINT: Message("SIGINT stopped it"),
    signal.SIGTERM: Message("SIGTERM stopped it"),
    signal.SIGUSR2: Message("Slurm's time limit is near, or its machine is needed for another job"),
}
"""Signal -> what it means; submitit asks Slurm for a SIGUSR2 before it ends a job."""
_STOPPED = (128 + signal.SIGINT, 128 + signal.SIGTERM)
"""Exit codes of a command that a signal stopped."""


def run_trial(folder: str, run_lrkit: RunLrkit | None = None) -> None:
    """Trains, evaluates on ``Test`` if the order says so, and writes the result or why there is none.

    A training that has a checkpoint continues from it. Two workers of one folder work one after the other, also when
    the first one was killed and its training still writes a checkpoint; the second one finds the result, if there is
    one, and does nothing.

    Args:
        folder: The path of a `TrialFolder`.
        run_lrkit: Runs a command of ``lrkit`` in a fork of this process; None for new interpreters.
    """
    place = TrialFolder(Path(folder))
    with locked(place.path, lambda: None) as lock_file, _signals_interrupt():
        if place.outcome.exists():
            return
        try:
            place.forget_end()
            order = place.order()
            with in_language(order.language):
                result = _TrialCommands(place, order, run_lrkit, lock_file).result()
            write_json(place.outcome, result.to_json())
        except _NoResult as stop:
            place.end(stop.end)
        except KeyboardInterrupt as stop:
            place.end(TrialEnd(str(stop) or tr("it was cancelled"), failed=False))
        except (LrkitError, OSError) as error:
            place.end(TrialEnd(str(error), failed=True))


class _NoResult(Exception):
    def __init__(self, reason: str, *, failed: bool) -> None:
        super().__init__(reason)
        self.end = TrialEnd(reason, failed)


class _TrialCommands:
    """The commands of a training, each in a process of its own."""

    def __init__(
        self, place: TrialFolder, order: TrialOrder, run_lrkit: RunLrkit | None, lock_file: int | None
    ) -> None:
        self.place, self.order, self.run_lrkit, self.lock_file = place, order, run_lrkit, lock_file

    def result(self) -> TrialResult:
        run, began = Path(self.order.run), time.monotonic()
        resumable = any((run / "checkpoints").glob("*last*/manifest.json"))
        if not resumable:
            shutil.rmtree(run, ignore_errors=True)
        resume = ["--resume", str(run)] if resumable else []
        code = self._run("train", ["-c", str(self.place.config), "-q", *resume])
        seconds = round(time.monotonic() - began, 3)
        if code == 1 and has_diverged(run):
            return TrialResult(True, seconds)
        metric = self._printed("train", code)["metric"]
        if not self.order.test:
            return TrialResult(False, seconds, metric=metric)
        report = self._printed("eval", self._run("eval", ["--checkpoint", str(run), "--on", "Test"]))
        test = {key: value for key, value in report.items() if isinstance(value, float) and math.isfinite(value)}
        return TrialResult(False, seconds, test=test, metric=metric)

    def _run(self, command: str, options: list[str]) -> int:
        device = ["--device", self.order.device] if self.order.device else []
        with _kept_from_commands(signal.SIGUSR2):
            process = self._start([command, "--json", *options, *device], self.place.output(command))
        try:
            code = process.wait()
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(_PATIENCE_S)
            process.stop(0)
        assert code is not None  # noqa: S101  a wait without a limit
        return code

    def _start(self, arguments: list[str], output: Path) -> ChildProcess:
        run_lrkit = self.run_lrkit
        if run_lrkit is not None:
            return fork_process(lambda: run_lrkit(arguments), output)
        with output.open("wb") as file:
            return start_process(
                [sys.executable, "-m", "paddle_lrkit", *arguments],
                stdout=file,
                stderr=subprocess.STDOUT,
                environment=package_environment(
                    {"OMP_NUM_THREADS": str(self.order.threads), LANGUAGE_VARIABLE: self.order.language}
                ),
                keep_open=[] if self.lock_file is None else [self.lock_file],
            )

    def _printed(self, command: str, code: int) -> dict[str, Any]:
        """The JSON that a command printed.

        Raises:
            _NoResult: It did not end well.
        """
        lines = nonblank_lines(self.place.output(command).read_text(encoding="utf-8", errors="replace"))
        if code < 0:
            raise _NoResult(exit_description(code), failed=False)
        if code != 0:
            raise _NoResult(lines[-1] if lines else tr("it printed nothing"), failed=code not in _STOPPED)
        result = next((line for line in reversed(lines) if line.startswith("{")), None)
        if result is None:
            raise _NoResult(tr("it printed no result"), failed=True)
        printed: dict[str, Any] = json.loads(result)
        return printed


@contextmanager
def _kept_from_commands(number: signal.Signals) -> Iterator[None]:
    """Processes that start inside the block never get a signal, which Slurm sends to all processes of a job."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {number})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _signals_interrupt() -> Iterator[None]:
    """Inside the block the signals that ask for an end raise KeyboardInterrupt; only in the main thread."""

    def interrupt(number: int, frame: FrameType | None) -> NoReturn:
        raise KeyboardInterrupt(str(_STOP_SIGNALS[signal.Signals(number)]))

    numbers = _STOP_SIGNALS if threading.current_thread() is threading.main_thread() else ()
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


if __name__ == "__main__":
    run_trial(sys.argv[1])
