"""The ramps of a range test on the real model and data, each from the same state."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.lr_finder.loss_curve import RISE, DivergenceMonitor, RampCurve, RampEnd
from paddle_lrkit.experiments.lr_finder.plan import RangeTestPlan
from paddle_lrkit.messages import tr
from paddle_lrkit.schedulers import CurveLR
from paddle_lrkit.schedulers.applied_rate import rates_match
from paddle_lrkit.train.checkpoints.engine_snapshot import EngineSnapshot
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.meter import RateMismatch
from paddle_lrkit.train.tasks.base import Task
from paddle_lrkit.train.tasks.samplers import train_plan

MOST_SKIPPED = 20
"""Updates in a row that mixed precision may skip before the ramp counts as diverged."""

Report = Callable[[int, int, float, float, float], None]
"""Takes the number of the ramp, the update, its rate, its loss and the moving average of the losses."""
UpdateReport = Callable[[int, float, float, float], None]
"""Takes an update, its rate, its loss and the moving average of the losses."""


def range_test(
    engine: Engine,
    task: Task,
    settings: Settings,
    plan: RangeTestPlan,
    *,
    optimizer_state: Mapping[str, Any] | None = None,
    first_batch: int = 0,
    report: Report | None = None,
) -> list[RampCurve]:
    """Trains along each ramp of the rate, from the same state of the engine and on other batches.

    The updates are those of training, with mixed precision, accumulation, clipping and layer-wise decay. Afterwards the
    engine is in its initial state, bit for bit.

    Args:
        engine: Model and optimizer.
        task: Data and loss.
        settings: The config of both.
        plan: The range test.
        optimizer_state: The optimizer's tensors from a checkpoint; by default those of the engine.
        first_batch: Batches of the run to skip.
        report: Called after each update.

    Raises:
        LrkitError: The loss of the first update is not finite.
        RateMismatch: The optimizer used another rate than that of the ramp.
    """
    state = EngineSnapshot(engine, optimizer_state)
    plan_of_run = train_plan(settings, task.num_samples)
    try:
        ramps = []
        for number in range(plan.ramps):
            state.restore_with_scheduler(CurveLR(plan.curve), settings)
            batch = first_batch + plan_of_run.batches(number * (plan.updates + 1))
            row = partial(report, number) if report else None
            ramp = train_along(engine, task, settings, plan.updates, tr("ramp {}", number + 1), number, batch, row)
            _check_first_loss(ramp.losses[0], number)
            ramps.append(ramp)
        return ramps
    finally:
        state.restore()


def train_along(
    engine: Engine,
    task: Task,
    settings: Settings,
    updates: int,
    name: str,
    number: int,
    first_batch: int,
    report: UpdateReport | None,
    rise: float = RISE,
) -> RampCurve:
    """Trains with the rates of the engine's scheduler, until the last update or a divergence.

    Args:
        engine: Model and optimizer; its scheduler is a `CurveLR`.
        task: Data and loss.
        settings: The config of both.
        updates: Most updates.
        name: What is trained, for errors.
        number: Seeds dropout and the like, together with the seed of the config.
        first_batch: Batches of the run to skip.
        report: Called after each update.
        rise: Multiple of the minimum at which the moving average of the loss ends the training.
    """
    batches = iter(task.train_batches(first_batch))
    try:
        return _train(engine, task, settings, updates, name, number, batches, report, rise)
    finally:
        close_batches(batches)


def _train(
    engine: Engine,
    task: Task,
    settings: Settings,
    updates: int,
    name: str,
    number: int,
    batches: Iterator[Any],
    report: UpdateReport | None,
    rise: float,
) -> RampCurve:
    run, monitor = settings.Global, DivergenceMonitor(rise=rise)
    rates: list[float] = []
    losses: list[float] = []
    end: RampEnd | None = None
    calls = skipped = 0
    accumulate = train_plan(settings, task.num_samples).stage(0).accumulate
    while end is None and len(rates) < updates:
        window = [next(batches) for _ in range(accumulate)]
        seed_layers(run.seed, number, calls)
        planned = engine.scheduler.curve(len(rates))
        engine.groups.step(len(rates))
        step = engine.step(window, task.losses)
        calls += 1
        skipped = 0 if step.done else skipped + 1
        if not step.done and skipped < MOST_SKIPPED:
            continue
        loss = float(step.losses["loss"].item()) if step.done else math.nan
        rates.append(_applied(step.applied_rate, planned, name, len(rates)) if step.done else planned)
        losses.append(loss)
        end = monitor.update(loss)
        if report:
            report(len(rates) - 1, rates[-1], loss, monitor.average)
        engine.scheduler.step()
    return RampCurve(np.array(rates), np.array(losses), end or "high")


def _applied(tensor: Any, planned: float, name: str, update: int) -> float:
    """Returns the planned rate after checking that the optimizer used it."""
    applied = float(tensor.item()) if hasattr(tensor, "item") else float(tensor)
    if not rates_match(planned, applied):
        raise RateMismatch(
            tr("{}, update {}: the optimizer used the rate {!r} instead of {!r}", name, update, applied, planned)
        )
    return planned


def _check_first_loss(loss: float, number: int) -> None:
    if not math.isfinite(loss):
        raise LrkitError(
            tr(
                "ramp {}: the loss is {} at the first update, before any rate was applied; check the weights and the "
                "data",
                number + 1,
                loss,
            )
        )


def seed_layers(seed: int, number: int, call: int) -> None:
    """Makes dropout and the like depend on the seed of the config, the training and the call."""
    paddle.seed(int(np.random.default_rng([seed, number, call, 11]).integers(2**31 - 1)))


def close_batches(batches: Any) -> None:
    """Stops the workers of a loader that reads ahead."""
    if hasattr(batches, "close"):
        batches.close()
