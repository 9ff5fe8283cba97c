"""Runs the trials of a plan; finished ones are read from disk."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.executors.base import Executor
from paddle_lrkit.experiments.compare.job_queue import Job, run_jobs
from paddle_lrkit.experiments.compare.options import CompareOptions
from paddle_lrkit.experiments.compare.output_directory import RUNS, TRIALS
from paddle_lrkit.experiments.compare.plan import ComparisonPlan, Trial
from paddle_lrkit.experiments.compare.trial_folder import TrialFolder, TrialOrder
from paddle_lrkit.experiments.compare.trial_result import TrialResult, read_trial_result
from paddle_lrkit.messages import Message, current_language, tr
from paddle_lrkit.text import format_time, padded

Notify = Callable[[str], None]
_PHASES = {"tune": Message("tune"), "final": Message("final")}
_NAMED = 3
"""Lost trainings that an error names."""


class TrialRunner:
    """Runs the trials of a plan.

    Args:
        plan: The comparison.
        options: How it trains.
        executor: Where it trains.
        notify: Takes a line of progress.

    Attributes:
        results: The finished trials.
        expected: Number of trials in all, for the progress.
    """

    def __init__(self, plan: ComparisonPlan, options: CompareOptions, executor: Executor, notify: Notify) -> None:
        self.plan, self.options, self.executor, self.notify = plan, options, executor, notify
        self.results: dict[Trial, TrialResult] = {}
        self.expected = len(plan.budgets) * plan.trials_per_budget
        self._began = time.monotonic()
        self._trained = 0
        self._losses = Counter[Trial]()
        self._given_up: list[str] = []

    def run(self, trials: Sequence[Trial]) -> None:
        """Trains what is not finished yet; afterwards ``results`` has all of ``trials``.

        A training whose worker is lost starts again, ``options.retries`` times at most; the others go their way.

        Raises:
            LrkitError: A training failed for another reason than divergence, or lost its worker too often.
            ComparisonInterrupted: A signal came.
        """
        for trial in trials:
            self._read(trial)
        jobs = [self._job(trial) for trial in trials if trial not in self.results]
        if jobs:
            message = tr("{}: stopped; the trainings write checkpoints; the same command continues", self.options.root)
            run_jobs(jobs, self.executor, message)
        if self._given_up:
            raise LrkitError(self._loss())

    def run_directory(self, trial: Trial) -> Path:
        """Returns the run directory of a trial."""
        return self.options.root / RUNS / self.plan.folder(trial)

    def _folder(self, trial: Trial) -> TrialFolder:
        return TrialFolder((self.options.root / TRIALS / self.plan.folder(trial)).resolve())

    def _read(self, trial: Trial) -> TrialResult | None:
        result = read_trial_result(self._folder(trial).outcome, self.run_directory(trial))
        if result is not None:
            self.results[trial] = result
        return result

    def _job(self, trial: Trial) -> Job:
        folder, run = self._folder(trial), self.run_directory(trial).resolve()
        tested = trial.phase == "final" and self.plan.base.has_test
        device = self.options.device if self.executor.on_accelerator else "cpu"
        order = TrialOrder(str(run), tested, device, self.executor.threads, current_language())
        folder.prepare(self.plan.trial_config(trial, run), order)
        return Job(folder.path, lambda ended: self._ended(trial, ended))

    def _ended(self, trial: Trial, how: str) -> Iterable[Job]:
        end = self._folder(trial).read_end()
        result = self._read(trial)
        if result is not None:
            self._finished(trial, result)
            return ()
        if end is not None and end.failed:
            raise LrkitError(tr("{} failed: {} (its output: {})", _description(trial), end.reason, self._output(trial)))
        return self._lost(trial, end.reason if end is not None else how)

    def _lost(self, trial: Trial, reason: str) -> Iterable[Job]:
        self._losses[trial] += 1
        lost, most = self._losses[trial], self.options.retries
        said = tr("{}: its worker was lost ({})", _description(trial), reason)
        if lost <= most:
            self.notify(
                tr("{}; the training starts again from its last checkpoint ({} of at most {} times)", said, lost, most)
            )
            return (self._job(trial),)
        times = tr("once") if lost == 1 else tr("{} times", lost)
        self.notify(tr("{}; given up", said))
        self._given_up.append(
            tr(
                "{} lost its worker {}, the last time because {} (its output: {})",
                _description(trial),
                times,
                reason,
                self._output(trial),
            )
        )
        return ()

    def _loss(self) -> str:
        named, more = self._given_up[:_NAMED], len(self._given_up) - _NAMED
        and_more = [tr("and {} more", more)] if more > 0 else []
        said = tr("; ").join([*named, *and_more])
        return tr("{}; the finished trainings are kept, and the same command tries these again", said)

    def _output(self, trial: Trial) -> Path:
        """What the command of a trial printed that was the last to start."""
        folder = self._folder(trial)
        printed = [folder.output(command) for command in ("eval", "train", "worker") if folder.output(command).exists()]
        return printed[0] if printed else folder.path

    def _finished(self, trial: Trial, result: TrialResult) -> None:
        if not self.options.keep_checkpoints:
            shutil.rmtree(self.run_directory(trial) / "checkpoints", ignore_errors=True)
        self._trained += 1
        shown = "  ".join(f"{name} {value:.4f}" for name, value in list(result.last.items())[:2])
        phase, end = padded(str(_PHASES[trial.phase]), 5), tr("diverged") if result.diverged else shown
        line = tr("{}: {}", _description(trial), end)
        self.notify(f"{len(self.results)}/{self.expected}  {phase}  {line}{self._time_left()}")

    def _time_left(self) -> str:
        left = self.expected - len(self.results)
        seconds = (time.monotonic() - self._began) / self._trained * left
        return tr("  (about {} left)", format_time(seconds)) if left > 0 else ""


def _description(trial: Trial) -> str:
    length = tr(" in {:g} of the run", trial.budget) if trial.budget != 1 else ""
    return tr("{} at {:g}{}, seed {}", trial.arm, trial.rate, length, trial.seed)
