"""Runs the trials of a plan; finished ones are read from disk."""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from paddle_lrkit.child_process import exit_description
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.job_queue import Job, run_jobs
from paddle_lrkit.experiments.compare.launch import Launch
from paddle_lrkit.experiments.compare.options import CompareOptions
from paddle_lrkit.experiments.compare.output_directory import RUNS, TRIALS, write_json, write_text
from paddle_lrkit.experiments.compare.plan import ComparisonPlan, Trial
from paddle_lrkit.experiments.compare.trial_result import (
    TrialResult,
    has_diverged,
    read_evaluations,
    read_trial_result,
)
from paddle_lrkit.text import format_time

Notify = Callable[[str], None]


class TrialRunner:
    """Runs the trials of a plan.

    Args:
        plan: The comparison.
        options: Where and how it trains.
        launch: Starts a training.
        notify: Takes a line of progress.

    Attributes:
        results: The finished trials.
        expected: Number of trials in all, for the progress.
    """

    def __init__(self, plan: ComparisonPlan, options: CompareOptions, launch: Launch, notify: Notify) -> None:
        self.plan, self.options, self.launch, self.notify = plan, options, launch, notify
        self.results: dict[Trial, TrialResult] = {}
        self.expected = len(plan.budgets) * plan.trials_per_budget
        self._began = time.monotonic()
        self._trained = 0

    def run(self, trials: Sequence[Trial]) -> None:
        """Trains what is not finished yet; afterwards ``results`` has all of ``trials``.

        Raises:
            LrkitError: A training failed for another reason than divergence.
            ComparisonInterrupted: A signal came.
        """
        for trial in trials:
            result = read_trial_result(self._file(trial), self.run_directory(trial))
            if result is not None:
                self.results[trial] = result
        jobs = [_TrialJobs(self, trial).train() for trial in trials if trial not in self.results]
        if jobs:
            message = f"{self.options.root}: stopped; the trainings wrote checkpoints; the same command continues"
            run_jobs(jobs, self.options.at_once, self.launch, message)

    def run_directory(self, trial: Trial) -> Path:
        """Returns the run directory of a trial."""
        return self.options.root / RUNS / self.plan.folder(trial)

    def folder(self, trial: Trial) -> Path:
        """Returns the directory with the config and the output of a trial."""
        return self.options.root / TRIALS / self.plan.folder(trial)

    def _file(self, trial: Trial) -> Path:
        return self.folder(trial) / "outcome.json"

    def finish(self, trial: Trial, seconds: float, metric: str | None, test: dict[str, float] | None) -> None:
        """Writes the result of a trial, removes its checkpoints and reports progress.

        Args:
            trial: The trial.
            seconds: Time that it took.
            metric: The task's metric; None if the run diverged.
            test: Metrics on ``Test``; None if they were not measured.
        """
        run = self.run_directory(trial)
        result = TrialResult(metric is None, round(seconds, 3), read_evaluations(run), test, metric)
        write_json(self._file(trial), result.to_json())
        if not self.options.keep_checkpoints:
            shutil.rmtree(run / "checkpoints", ignore_errors=True)
        self.results[trial] = result
        self._trained += 1
        shown = "  ".join(f"{name} {value:.4f}" for name, value in list(result.last.items())[:2])
        line = f"{trial.phase:<5}  {_description(trial)}: {'diverged' if result.diverged else shown}"
        self.notify(f"{len(self.results)}/{self.expected}  {line}{self._time_left()}")

    def _time_left(self) -> str:
        left = self.expected - len(self.results)
        seconds = (time.monotonic() - self._began) / self._trained * left
        return f"  (about {format_time(seconds)} left)" if left > 0 else ""


@dataclass
class _TrialJobs:
    """The commands of a trial: the training and, at the frozen rate, one evaluation on ``Test``."""

    runner: TrialRunner
    trial: Trial

    def train(self) -> Job:
        folder, run = self.runner.folder(self.trial), self._run
        config = self.runner.plan.trial_config(self.trial, run.resolve())
        write_text(folder / "config.yml", dump_yaml(config))
        resumable = any((run / "checkpoints").glob("*last*/manifest.json"))
        if not resumable:
            shutil.rmtree(run, ignore_errors=True)
        options = ["--resume", str(run)] if resumable else []
        return self._job("train", ["-c", str(folder / "config.yml"), "-q", *options], self._trained)

    def _trained(self, job: Job, code: int) -> Iterable[Job]:
        if code == 1 and has_diverged(self._run):
            self.runner.finish(self.trial, job.seconds, None, None)
            return ()
        self._check(job, code)
        metric = json.loads(job.last_line("{"))["metric"]
        if self.trial.phase == "final" and self.runner.plan.base.has_test:
            options = ["--checkpoint", str(self._run), "--on", "Test"]
            return (self._job("eval", options, lambda test, ended: self._tested(test, ended, job.seconds, metric)),)
        self.runner.finish(self.trial, job.seconds, metric, None)
        return ()

    def _tested(self, job: Job, code: int, seconds: float, metric: str) -> Iterable[Job]:
        self._check(job, code)
        report = json.loads(job.last_line("{"))
        metrics = {key: value for key, value in report.items() if isinstance(value, float) and math.isfinite(value)}
        self.runner.finish(self.trial, seconds, metric, metrics)
        return ()

    def _job(self, command: str, options: list[str], after: Callable[[Job, int], Iterable[Job]]) -> Job:
        device = self.runner.options.device
        arguments = [command, "--json", *options, *(["--device", device] if device else [])]
        return Job(arguments, self.runner.folder(self.trial) / f"{command}.txt", after)

    def _check(self, job: Job, code: int) -> None:
        if code != 0:
            why = job.last_line() if code > 0 else exit_description(code)
            raise LrkitError(f"{_description(self.trial)} failed: {why} (its output: {job.output})")

    @property
    def _run(self) -> Path:
        return self.runner.run_directory(self.trial)


def _description(trial: Trial) -> str:
    length = f" in {trial.budget:g} of the run" if trial.budget != 1 else ""
    return f"{trial.arm} at {trial.rate:g}{length}, seed {trial.seed}"
