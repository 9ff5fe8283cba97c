"""Short trainings with the schedule of a config, whole but compressed, at several peak rates."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any

import numpy as np

from paddle_lrkit.config.settings import Settings
from paddle_lrkit.curves import stretch
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.experiments.lr_finder.plan import RangeTestPlan
from paddle_lrkit.experiments.lr_finder.rate_search import search_rates
from paddle_lrkit.experiments.lr_finder.sweep import close_batches, seed_layers, train_along
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers import CurveLR
from paddle_lrkit.suites import Schedule
from paddle_lrkit.train.checkpoints.engine_snapshot import EngineSnapshot
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.tasks.base import Task
from paddle_lrkit.train.tasks.samplers import train_plan

HELD_OUT_BATCHES = 32
"""Most batches whose mean loss compares the trials."""

TrialReport = Callable[[int, float, int, float, float, float], None]
"""Takes the number of the trial, its peak rate, the update, its rate, its loss and the moving average."""


@dataclass(frozen=True)
class ShortTrainings:
    """The outcome of short trainings.

    Args:
        losses: Peak rate -> loss on the held-out batches after the last update, ascending; infinite where the
            training diverged.
        initial: The loss on them before any update.
        updates: Updates of a trial.
        run_updates: Updates of the config's run.
        held_out: The section of the held-out batches: ``Eval``, or ``Train`` without it.
    """

    losses: Mapping[float, float]
    initial: float
    updates: int
    run_updates: int
    held_out: str


def run_trials(
    engine: Engine,
    task: Task,
    settings: Settings,
    plan: RangeTestPlan,
    schedule: Schedule,
    start: float,
    *,
    optimizer_state: Mapping[str, Any] | None = None,
    first_batch: int = 0,
    report: TrialReport | None = None,
) -> ShortTrainings:
    """Trains at several peak rates, each time from the same state of the engine and on the same batches.

    Afterwards the engine is in its initial state, bit for bit.

    Args:
        engine: Model and optimizer.
        task: Data and loss.
        settings: The config of both.
        plan: The range of the rates and the length of a trial.
        schedule: The schedule of the config, which is compressed to the length of a trial.
        start: The peak rate to try first.
        optimizer_state: The optimizer's tensors from a checkpoint; by default those of the engine.
        first_batch: Batches of the run to skip.
        report: Called after each update.

    Raises:
        ConfigError: The schedule has no rate above 0.
    """
    if schedule.peak_lr <= 0:
        raise ConfigError(tr("the peak of the rate is 0"), key="Optimizer.lr")
    updates = min(plan.trial_updates, schedule.total_updates)
    shape = stretch(schedule.curve.until(schedule.total_updates), updates).scale(1 / schedule.peak_lr)
    state = EngineSnapshot(engine, optimizer_state)
    batches, section = held_out_batches(task, first_batch + train_plan(settings, task.num_samples).batches(updates))
    started: list[float] = []

    def measure(rate: float) -> float:
        started.append(rate)
        state.restore_with_scheduler(CurveLR(shape.scale(rate)), settings)
        row = partial(report, len(started) - 1, rate) if report else None
        name = tr("the training at {:g}", rate)
        run = train_along(engine, task, settings, updates, name, plan.ramps, first_batch, row, math.inf)
        return math.inf if run.end == "not finite" else held_out_loss(engine, task, settings, batches)

    try:
        initial = held_out_loss(engine, task, settings, batches)
        losses = search_rates(measure, start, plan.low, plan.high)
        return ShortTrainings(losses, initial, updates, schedule.total_updates, section)
    finally:
        state.restore()


def held_out_batches(task: Task, later: int) -> tuple[list[Any], str]:
    """Batches of ``Eval``, or without it those of training from ``later`` on, and the name of the section."""
    evaluation = _first(getattr(task, "eval_batches", tuple)())
    return (evaluation, "Eval") if evaluation else (_first(task.train_batches(later)), "Train")


def _first(loader: Any) -> list[Any]:
    batches = iter(loader)
    try:
        return list(islice(batches, HELD_OUT_BATCHES))
    finally:
        close_batches(batches)


def held_out_loss(engine: Engine, task: Task, settings: Settings, batches: Sequence[Any]) -> float:
    """The mean loss of batches at the evaluation weights, without an update; infinite if it is not finite."""
    losses = []
    with engine.evaluation_weights():
        for number, batch in enumerate(batches):
            seed_layers(settings.Global.seed, 0, number)
            losses.append(float(engine.losses_without_update(batch, task.losses)["loss"].item()))
    mean = float(np.mean(losses))
    return mean if math.isfinite(mean) else math.inf
