"""A range test on the real model and data: ramps of the rate from a restored state."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
import paddle

from paddle_lrkit.config.settings import Settings
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.experiments.lr_finder.ramp import End, Ramp, RampPlan, Watch
from paddle_lrkit.schedulers import CurveLR
from paddle_lrkit.schedulers.applied_rate import rates_match
from paddle_lrkit.train.checkpoints.engine_snapshot import EngineSnapshot
from paddle_lrkit.train.engine import Engine
from paddle_lrkit.train.meter import RateMismatch
from paddle_lrkit.train.tasks.base import Task

MOST_SKIPPED = 20
"""Updates in a row that mixed precision may skip before the ramp counts as diverged."""

Report = Callable[[int, int, float, float, float], None]
"""Takes the number of the ramp, the update, its rate, its loss and the moving average."""


def range_test(
    engine: Engine,
    task: Task,
    settings: Settings,
    plan: RampPlan,
    *,
    optimizer_state: Mapping[str, Any] | None = None,
    first_batch: int = 0,
    report: Report | None = None,
) -> list[Ramp]:
    """Trains along each ramp of the rate, every time from the state of the engine and with other batches.

    Each update is one of training: mixed precision, accumulation, clipping and layer-wise decay act as they would.
    Afterwards the engine is bit for bit what it was.

    Args:
        engine: Model and optimizer.
        task: Data and loss.
        settings: The config that both were made of.
        plan: Rates and numbers.
        optimizer_state: The optimizer's tensors from a checkpoint; by default those of the engine.
        first_batch: Batches of the run that are done already.
        report: Is told about each update.

    Raises:
        LrkitError: The loss of the very first update is not finite.
        RateMismatch: The optimizer used another rate than the ramp says.
    """
    state = EngineSnapshot(engine, optimizer_state)
    accumulate = settings.Global.accumulate_steps
    try:
        ramps = []
        for number in range(plan.ramps):
            state.restore_with_scheduler(CurveLR(plan.curve), settings)
            batches = iter(task.train_batches(first_batch + number * (plan.updates + 1) * accumulate))
            try:
                ramps.append(_ramp(engine, task, settings, plan, number, batches, report))
            finally:
                _close(batches)
        return ramps
    finally:
        state.restore()


def _ramp(
    engine: Engine,
    task: Task,
    settings: Settings,
    plan: RampPlan,
    number: int,
    batches: Iterator[Any],
    report: Report | None,
) -> Ramp:
    run, watch = settings.Global, Watch()
    rates: list[float] = []
    losses: list[float] = []
    end: End | None = None
    calls = skipped = 0
    while end is None and len(rates) < plan.updates:
        window = [next(batches) for _ in range(run.accumulate_steps)]
        _seed(run.seed, number, calls)
        planned = engine.scheduler.curve(len(rates))
        step = engine.step(window, task.losses)
        calls += 1
        skipped = 0 if step.done else skipped + 1
        if not step.done and skipped < MOST_SKIPPED:
            continue
        loss = float(step.losses["loss"].item()) if step.done else math.nan
        rates.append(_applied(step.applied_rate, planned, number, len(rates)) if step.done else planned)
        losses.append(loss)
        end = watch.take(loss)
        if report:
            report(number, len(rates) - 1, rates[-1], loss, watch.average)
        engine.scheduler.step()
    _check_start(losses, rates, number)
    return Ramp(np.array(rates), np.array(losses), end or "high")


def _applied(tensor: Any, planned: float, number: int, update: int) -> float:
    """The planned rate, once the optimizer is known to have used it."""
    applied = float(tensor.item()) if hasattr(tensor, "item") else float(tensor)
    if not rates_match(planned, applied):
        raise RateMismatch(
            f"ramp {number + 1}, update {update}: the optimizer used the rate {applied!r}, the ramp says {planned!r}"
        )
    return planned


def _check_start(losses: list[float], rates: list[float], number: int) -> None:
    if not math.isfinite(losses[0]):
        raise LrkitError(
            f"ramp {number + 1}: the loss is {losses[0]} at the first update, before any rate was applied; the weights "
            "or the data are at fault, not the rate"
        )


def _seed(seed: int, number: int, call: int) -> None:
    """Dropout and the like as a function of seed, ramp and call."""
    paddle.seed(int(np.random.default_rng([seed, number, call, 11]).integers(2**31 - 1)))


def _close(batches: Any) -> None:
    """Ends the workers of a loader that reads ahead."""
    if hasattr(batches, "close"):
        batches.close()
