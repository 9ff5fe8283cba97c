"""Training what a plan asks for; what is on disk already is not trained again."""

from __future__ import annotations

import json
import math
import shutil
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from paddle_lrkit.child_process import exit_description
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.compare.job_queue import Job, run_jobs
from paddle_lrkit.experiments.compare.launch import Launch
from paddle_lrkit.experiments.compare.outcome import Outcome, evaluations, has_diverged, read_outcome
from paddle_lrkit.experiments.compare.plan import Plan, Trial
from paddle_lrkit.experiments.compare.trial_config import trial_config
from paddle_lrkit.experiments.compare.workplace import RUNS, TRIALS, write_json, write_text

Notify = Callable[[str], None]


@dataclass
class Executor:
    """Runs the trials of a plan.

    Args:
        plan: The comparison.
        root: Its directory.
        at_once: Trainings at a time.
        notify: Takes a line of progress.
        launch: Starts a training.
        device: ``--device`` of the trainings.
        keep_checkpoints: Whether finished trainings keep their checkpoints.
        how_to_go_on: End of the sentence after Ctrl-C.
    """

    plan: Plan
    root: Path
    at_once: int
    notify: Notify
    launch: Launch
    device: str | None = None
    keep_checkpoints: bool = False
    how_to_go_on: str = "start it again to go on"
    outcomes: dict[Trial, Outcome] = field(default_factory=dict)
    expected: int = 0
    _began: float = field(default_factory=time.monotonic)
    _trained: int = 0

    def run(self, trials: Sequence[Trial]) -> None:
        """Trains what is not done yet; afterwards `outcomes` has all of ``trials``.

        Raises:
            LrkitError: A training failed for another reason than divergence.
            ComparisonInterrupted: A signal came.
        """
        for trial in trials:
            found = read_outcome(self._file(trial), self.run_directory(trial))
            if found is not None:
                self.outcomes[trial] = found
        missing = [trial for trial in trials if trial not in self.outcomes]
        if missing:
            jobs = (_Step(self, trial).train() for trial in missing)
            run_jobs(jobs, self.at_once, self.launch, self.how_to_go_on)

    def run_directory(self, trial: Trial) -> Path:
        """Where a trial's log is."""
        return self.root / RUNS / self.plan.folder(trial)

    def folder(self, trial: Trial) -> Path:
        """Where a trial's config and what it printed are."""
        return self.root / TRIALS / self.plan.folder(trial)

    def _file(self, trial: Trial) -> Path:
        return self.folder(trial) / "outcome.json"

    def done(self, trial: Trial, seconds: float, metric: str | None, test: dict[str, float] | None) -> None:
        """Notes a finished trial on disk, frees the space of its checkpoints and says how far the comparison is.

        Args:
            trial: Which one.
            seconds: That it took.
            metric: The task's metric; None when the run diverged.
            test: Metrics on ``Test``; None where they were not asked for.
        """
        run = self.run_directory(trial)
        outcome = Outcome(metric is None, round(seconds, 3), evaluations(run), test, metric)
        write_json(self._file(trial), outcome.to_json())
        if not self.keep_checkpoints:
            shutil.rmtree(run / "checkpoints", ignore_errors=True)
        self.outcomes[trial] = outcome
        self._trained += 1
        self.notify(f"{len(self.outcomes)}/{self.expected}  {_sentence(trial, outcome)}{self._time_left()}")

    def _time_left(self) -> str:
        left = self.expected - len(self.outcomes)
        if left <= 0:
            return ""
        minutes, seconds = divmod(round((time.monotonic() - self._began) / self._trained * left), 60)
        return f"  (about {minutes}:{seconds:02} left)"


@dataclass
class _Step:
    """The two processes of a trial: the training and, at the frozen rate, one evaluation on ``Test``."""

    executor: Executor
    trial: Trial

    def train(self) -> Job:
        executor, folder, run = self.executor, self.executor.folder(self.trial), self._run
        write_text(folder / "config.yml", dump_yaml(trial_config(executor.plan, self.trial, run.resolve())))
        resumable = any((run / "checkpoints").glob("*last*/manifest.json"))
        if not resumable:
            shutil.rmtree(run, ignore_errors=True)
        options = ["--resume", str(run)] if resumable else []
        return self._job("train", ["-c", str(folder / "config.yml"), "-q", *options], self._trained)

    def _trained(self, job: Job, code: int) -> Iterable[Job]:
        if code == 1 and has_diverged(self._run):
            self.executor.done(self.trial, job.seconds, None, None)
            return ()
        self._check(job, code)
        metric = json.loads(job.last_line("{"))["metric"]
        if self.trial.phase == "final" and self.executor.plan.base.has_test:
            options = ["--checkpoint", str(self._run), "--on", "Test"]
            return (self._job("eval", options, lambda test, ended: self._tested(test, ended, job.seconds, metric)),)
        self.executor.done(self.trial, job.seconds, metric, None)
        return ()

    def _tested(self, job: Job, code: int, seconds: float, metric: str) -> Iterable[Job]:
        self._check(job, code)
        report = json.loads(job.last_line("{"))
        metrics = {key: value for key, value in report.items() if isinstance(value, float) and math.isfinite(value)}
        self.executor.done(self.trial, seconds, metric, metrics)
        return ()

    def _job(self, command: str, options: list[str], after: Callable[[Job, int], Iterable[Job]]) -> Job:
        device = ["--device", self.executor.device] if self.executor.device else []
        return Job([command, "--json", *options, *device], self.executor.folder(self.trial) / f"{command}.txt", after)

    def _check(self, job: Job, code: int) -> None:
        if code != 0:
            why = job.last_line() if code > 0 else exit_description(code)
            raise LrkitError(f"{_named(self.trial)} failed: {why} (all that it printed: {job.output})")

    @property
    def _run(self) -> Path:
        return self.executor.run_directory(self.trial)


def _named(trial: Trial) -> str:
    length = f" in {trial.budget:g} of the run" if trial.budget != 1 else ""
    return f"{trial.arm} at {trial.rate:g}{length}, seed {trial.seed}"


def _sentence(trial: Trial, outcome: Outcome) -> str:
    if outcome.diverged:
        return f"{trial.phase:<5}  {_named(trial)}: diverged"
    shown = "  ".join(f"{name} {value:.4f}" for name, value in list(outcome.last.items())[:2])
    return f"{trial.phase:<5}  {_named(trial)}: {shown}"
