"""A range test of a config: set up, run, logged and analysed."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.settings import Settings
from paddle_lrkit.experiments.lr_finder.loss_curve import RampCurve
from paddle_lrkit.experiments.lr_finder.plan import RangeTestPlan
from paddle_lrkit.experiments.lr_finder.suggestion import RateSuggestion, suggest_rate
from paddle_lrkit.experiments.lr_finder.sweep import range_test
from paddle_lrkit.experiments.lr_finder.tracker import RangeTestTracker
from paddle_lrkit.runs.checkpoint_state import locate_checkpoint
from paddle_lrkit.suites import Schedule
from paddle_lrkit.train.checkpoints.checkpoint import load_checkpoint
from paddle_lrkit.train.checkpoints.model_state import restore_model
from paddle_lrkit.train.progress import Progress
from paddle_lrkit.train.run_directory import default_output, new_run
from paddle_lrkit.train.setup import TrainingSetup, build

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
        ramps: The measurements.
        plan: Rates and numbers.
        schedule: The schedule of the config.
        directory: Where the logs are.
        optimizer: Name of the optimizer.
    """

    found: RateSuggestion
    ramps: list[RampCurve]
    plan: RangeTestPlan
    schedule: Schedule
    directory: Path
    optimizer: str

    def to_json(self) -> dict[str, Any]:
        """Returns what ``--json`` prints."""
        found = self.found
        runs = [
            {**asdict(rates), "updates": len(ramp.rates), "end": ramp.end, "diverged_at": ramp.diverged_at}
            for rates, ramp in zip(found.ramps, self.ramps, strict=True)
        ]
        return {
            "interval": None if found.interval is None else list(found.interval),
            "suggestion": found.suggestion,
            "reason": found.reason,
            "classic": None if found.classic is None else list(found.classic),
            **asdict(found.mean),
            "low": self.plan.low,
            "high": self.plan.high,
            "optimizer": self.optimizer,
            "config_peak_lr": self.schedule.peak_lr,
            "directory": str(self.directory),
            "runs": runs,
        }


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
    start = RangeTestSetup(**vars(build(document, device, settings)))
    if checkpoint is not None:
        _, place = locate_checkpoint(checkpoint)
        tensors, state = load_checkpoint(place)
        restore_model(start.engine, tensors, place)
        start.engine.restore_scaler(state["scaler"])
        start.optimizer_state, start.batch = tensors.get("optimizer", {}), int(state["batch"])
    return start


def run_range_test(start: RangeTestSetup, plan: RangeTestPlan, *, quiet: bool = False) -> RangeTestResult:
    """Runs the ramps, logs them to ``<output of the config>-find`` and suggests a rate."""
    settings = start.settings
    output = Path(settings.Global.output_dir or default_output(start.document.file))
    run = new_run(output.with_name(f"{output.name}-find"))
    run.config.write_text(dump_yaml(start.document.data), encoding="utf-8")
    tracker = RangeTestTracker(run.path, plan.low, settings.Tracker.visualdl)
    progress = Progress(plan.ramps * plan.updates, quiet=quiet)
    samples, since = settings.Train.loader.batch_size * settings.Global.accumulate_steps, time.monotonic()

    def report(ramp: int, update: int, rate: float, loss: float, average: float) -> None:
        nonlocal since
        tracker.log(ramp, update, rate, loss, average)
        seconds, since = time.monotonic() - since, time.monotonic()
        row = {"train/loss": average, "rate/applied": rate, "speed/samples_per_s": samples / max(seconds, 1e-9)}
        progress.update(ramp * plan.updates + update + 1, row)

    try:
        with progress:
            ramps = range_test(
                start.engine,
                start.task,
                settings,
                plan,
                optimizer_state=start.optimizer_state,
                first_batch=start.batch,
                report=report,
            )
    finally:
        tracker.close()
    found = suggest_rate(ramps, plan.updates)
    result = RangeTestResult(found, ramps, plan, start.schedule, run.path, settings.Optimizer.name)
    (run.path / RESULT).write_text(f"{json.dumps(result.to_json(), indent=1)}\n", encoding="utf-8")
    return result
