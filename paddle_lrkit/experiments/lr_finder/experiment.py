"""A range test of a config: set up, run, logged and analysed."""

from __future__ import annotations

import json
import logging
import math
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.config.batch_schedule import ACCUMULATE, BATCH_SIZE
from paddle_lrkit.config.bind import Component
from paddle_lrkit.config.document import Document
from paddle_lrkit.config.load import adopt_root
from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.experiments.lr_finder.loss_curve import RampCurve
from paddle_lrkit.experiments.lr_finder.plan import RangeTestPlan
from paddle_lrkit.experiments.lr_finder.rate_search import EXPECTED
from paddle_lrkit.experiments.lr_finder.suggestion import RampReading, RateSuggestion, read_ramps, suggest_rate
from paddle_lrkit.experiments.lr_finder.sweep import range_test
from paddle_lrkit.experiments.lr_finder.tracker import RangeTestTracker
from paddle_lrkit.experiments.lr_finder.trials import ShortTrainings, run_trials
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.checkpoint_state import locate_checkpoint
from paddle_lrkit.runs.run_config import CONFIG
from paddle_lrkit.suites import Schedule
from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint
from paddle_lrkit.train.checkpoints.model_state import restore_model
from paddle_lrkit.train.progress import Progress
from paddle_lrkit.train.resolved_config import resolved_config
from paddle_lrkit.train.run_directory import default_output, new_run
from paddle_lrkit.train.setup import TrainingSetup, build

_LOG = logging.getLogger(__name__)
RESULT = "find.json"


@dataclass(kw_only=True)
class RangeTestSetup(TrainingSetup):
    """The state that each ramp starts from.

    Attributes:
        optimizer_state: The optimizer's tensors in the checkpoint; None without a checkpoint.
        batch: Batches read before the checkpoint was written.
    """

    optimizer_state: Mapping[str, Any] | None = None
    batch: int = 0


@dataclass(frozen=True)
class RangeTestResult:
    """A finished range test.

    Args:
        found: The suggestion.
        ramps: The measurements of the ramps.
        reading: What they show.
        trials: The short trainings; None where the ramps give them no range.
        updates: Updates of all ramps and short trainings.
        plan: Rates and numbers.
        schedule: The schedule of the config.
        directory: Where the logs are.
        optimizer: Name of the optimizer.
    """

    found: RateSuggestion
    ramps: list[RampCurve]
    reading: RampReading
    trials: ShortTrainings | None
    updates: int
    plan: RangeTestPlan
    schedule: Schedule
    directory: Path
    optimizer: str

    def to_json(self) -> dict[str, Any]:
        """Returns what ``--json`` prints."""
        found, reading, trials = self.found, self.reading, self.trials
        runs = [
            {**asdict(rates), "updates": len(ramp.rates), "end": ramp.end, "diverged_at": ramp.diverged_at}
            for rates, ramp in zip(reading.ramps, self.ramps, strict=True)
        ]
        return {
            "interval": None if found.interval is None else list(found.interval),
            "suggestion": found.suggestion,
            "reason": found.reason,
            "classic": sorted((reading.mean.steepest, reading.mean.minimum / 10)),
            **asdict(reading.mean),
            "low": self.plan.low,
            "high": self.plan.high,
            "optimizer": self.optimizer,
            "config_peak_lr": self.schedule.peak_lr,
            "updates": self.updates,
            "run_updates": self.schedule.total_updates,
            "trial_updates": None if trials is None else trials.updates,
            "held_out": None if trials is None else trials.held_out,
            "initial_loss": None if trials is None else trials.initial,
            "directory": str(self.directory),
            "runs": runs,
            "trials": [] if trials is None else [_trial(*one) for one in trials.losses.items()],
        }


def _trial(rate: float, loss: float) -> dict[str, float | None]:
    """A short training as JSON, which has no infinite numbers."""
    return {"rate": rate, "loss": loss if math.isfinite(loss) else None}


def open_range_test(
    document: Document, settings: Settings, *, device: str | None = None, checkpoint: str | None = None
) -> RangeTestSetup:
    """Builds the model of a config, with the weights of its seed or of a checkpoint.

    Args:
        document: The config.
        settings: The same, typed.
        device: ``--device`` as for training.
        checkpoint: A checkpoint, or a run directory for its ``last`` one; it is not changed.

    Raises:
        LrkitError: The config or the checkpoint cannot be used.
    """
    if checkpoint is not None:
        adopt_root(document, locate_checkpoint(checkpoint)[0] / CONFIG)
    start = RangeTestSetup(**vars(build(document, device, settings, restored=checkpoint is not None)))
    if start.plan.varies:
        key = BATCH_SIZE if isinstance(settings.Train.loader.batch_size, Component) else ACCUMULATE
        first = start.plan.stage(0)
        one = first.batch_size if key == BATCH_SIZE else first.accumulate
        raise ConfigError(
            tr("changes in the run, and a rate is searched for one batch size; choose it, such as -o {}={}", key, one),
            key=key,
        )
    if checkpoint is not None:
        _, place = locate_checkpoint(checkpoint)
        tensors, state = load_checkpoint(place)
        restore_model(start.engine, tensors, place)
        start.engine.restore_scaler(state["scaler"])
        start.optimizer_state, start.batch = tensors.get("optimizer", {}), int(state["batch"])
    return start


def run_range_test(start: RangeTestSetup, plan: RangeTestPlan, *, quiet: bool = False) -> RangeTestResult:
    """Runs ramps and short trainings, logs them to ``<output of the config>-find`` and suggests a rate."""
    settings, schedule = start.settings, start.schedule
    output = Path(settings.Global.output_dir or default_output(start.document.file))
    run = new_run(output.with_name(f"{output.name}-find"))
    run.config.write_text(resolved_config(start, run.path), encoding="utf-8")
    for sentence in map(str, start.initial):
        _LOG.warning(sentence)
        run.note(sentence)
    tracker = RangeTestTracker(run.path, plan.low, settings.Tracker.visualdl)
    each = min(plan.trial_updates, schedule.total_updates)
    progress = Progress(plan.ramps * plan.updates + EXPECTED * each, quiet=quiet)
    samples, since, made = start.plan.global_batch(0), time.monotonic(), 0

    def report(place: int, rate: float, average: float) -> None:
        nonlocal since, made
        seconds, since, made = time.monotonic() - since, time.monotonic(), made + 1
        row = {"train/loss": average, "rate/applied": rate, "speed/samples_per_s": samples / max(seconds, 1e-9)}
        progress.total = max(progress.total, place)
        progress.update(place, row)

    def report_ramp(ramp: int, update: int, rate: float, loss: float, average: float) -> None:
        tracker.log(ramp, update, rate, loss, average)
        report(ramp * plan.updates + update + 1, rate, average)

    def report_trial(trial: int, peak: float, update: int, rate: float, loss: float, average: float) -> None:
        tracker.log_trial(peak, update, rate, loss, average)
        report(plan.ramps * plan.updates + trial * each + update + 1, rate, average)

    engine, task, state = start.engine, start.task, start.optimizer_state
    try:
        with progress:
            ramps = range_test(
                engine, task, settings, plan, optimizer_state=state, first_batch=start.batch, report=report_ramp
            )
            reading, trials = read_ramps(ramps, plan.updates), None
            if reading.reason is None:
                trials = run_trials(
                    engine,
                    task,
                    settings,
                    plan,
                    schedule,
                    reading.mean.minimum,
                    optimizer_state=state,
                    first_batch=start.batch,
                    report=report_trial,
                )
    finally:
        tracker.close()
    found = RateSuggestion(None, None, reading.reason) if trials is None else suggest_rate(trials)
    result = RangeTestResult(found, ramps, reading, trials, made, plan, schedule, run.path, settings.Optimizer.name)
    (run.path / RESULT).write_text(f"{json.dumps(result.to_json(), indent=1)}\n", encoding="utf-8")
    return result
