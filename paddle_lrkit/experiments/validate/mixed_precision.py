"""Losses in mixed precision are finite, and an overflow changes neither the schedule nor the weights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from paddle_lrkit.experiments.validate.case import CaseFailed, CaseResult, CaseSkipped, Figures, run_case
from paddle_lrkit.experiments.validate.configs import TASKS, changed
from paddle_lrkit.experiments.validate.loss_tolerance import loss_differences
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.experiments.validate.training import finish, open_run
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.train.runtime.device import computes_in, device_kind, use_device
from paddle_lrkit.train.session import Session

UPDATES = 20
_ON_CPU = Message("mixed precision needs a GPU or another accelerator: on the CPU Paddle computes in float32")
_HUGE = 1e38
"""Factor of the loss, which together with the loss scale exceeds float32."""
_FIRST_SCALE = 1024.0
"""Low enough that only the forced overflow occurs."""


def check(options: ValidationOptions) -> Iterator[CaseResult]:
    """Runs each task in both levels and both types, and a forced overflow in both levels."""
    if not options.on_accelerator:
        yield CaseResult("amp", tr("all cases"), "skip", reason=str(_ON_CPU))
        return
    for task in TASKS:
        for level in ("O1", "O2"):
            for dtype in ("float16", "bfloat16"):
                case = f"{task}, {level} {dtype}"
                limit = tr("losses finite, applied rates as planned")
                yield run_case("amp", case, limit, partial(train_in_mixed_precision, options, task, level, dtype))
    for level in ("O1", "O2"):
        limit = tr("the overflow changes no weight and does not advance the schedule")
        yield run_case(
            "amp", tr("forced overflow, {} float16", level), limit, partial(train_with_overflow, options, level)
        )


def train_in_mixed_precision(options: ValidationOptions, task: str, level: str, dtype: str) -> Figures:
    """Trains a task in mixed precision; the loop fails at a loss that is not finite and at a wrong rate.

    Raises:
        CaseSkipped: The device does not support the type.
    """
    _require(options, dtype)
    config = TASKS[task](options, min(options.length(UPDATES, UPDATES), UPDATES))
    amp = {"level": level, "dtype": dtype, "init_loss_scaling": _FIRST_SCALE}
    session = open_run(options, f"amp-{task}-{level}-{dtype}", changed(config, {"Global.amp": amp}))
    losses = finish(session).losses
    loss_differences(losses, losses)
    skipped = session.state.batch - session.state.update
    return {"updates": len(losses), "skipped": skipped, "first loss": losses[0], "last loss": losses[-1]}


def train_with_overflow(options: ValidationOptions, level: str) -> Figures:
    """Trains with a forced overflow.

    Raises:
        CaseFailed: The overflow counted as an update, changed a weight, or advanced the schedule.
        CaseSkipped: The device does not support float16.
    """
    _require(options, "float16")
    updates = max(min(options.length(UPDATES, UPDATES), UPDATES), 3)
    amp = {"level": level, "dtype": "float16", "init_loss_scaling": _FIRST_SCALE}
    config = changed(TASKS["classification"](options, updates), {"Global.amp": amp})
    session = open_run(options, f"amp-overflow-{level}", config)
    at = updates // 2
    overflowing = OverflowingTask(session.task, session, at)
    session.task = overflowing
    finish(session)
    return check_calls(session, overflowing)


@dataclass(frozen=True)
class StepState:
    """The state of a training before a batch.

    Args:
        update: Update of the scheduler.
        rate: Rate of the optimizer.
        weights: Digest of the trained weights.
    """

    update: int
    rate: float
    weights: str


@dataclass
class OverflowingTask:
    """A task whose loss overflows float32 at one call.

    Args:
        task: The real task.
        session: Its run.
        at: Number of the call, 0-based.
        calls: The state before each call.
    """

    task: Any
    session: Session
    at: int
    calls: list[StepState] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.task, name)

    def losses(self, model: Any, batch: Any) -> dict[str, Any]:
        engine = self.session.engine
        call = StepState(engine.scheduler.last_epoch, float(engine.optimizer.get_lr()), _digest(engine.model))
        self.calls.append(call)
        terms: dict[str, Any] = self.task.losses(model, batch)
        if len(self.calls) == self.at + 1:
            terms = {**terms, "loss": terms["loss"] * _HUGE}
        return terms


def check_calls(session: Session, overflowing: OverflowingTask) -> Figures:
    """Checks the states before, at and after the overflow.

    Raises:
        CaseFailed: The overflow had an effect.
    """
    calls, at = overflowing.calls, overflowing.at
    skipped = len(calls) - session.state.update
    figures = {"calls": len(calls), "updates": session.state.update, "skipped": skipped, "overflow at call": at}
    if skipped < 1:
        raise CaseFailed(tr("the overflow counted as an update"), figures)
    forced, after = calls[at], calls[at + 1]
    if after.update != forced.update:
        raise CaseFailed(
            tr("the schedule went from update {} to {} at the overflow", forced.update, after.update), figures
        )
    if after.weights != forced.weights:
        raise CaseFailed(tr("the overflow changed weights"), figures)
    curve = session.schedule.curve
    wrong = next((call for call in calls if call.rate != curve(call.update)), None)
    if wrong is not None:
        raise CaseFailed(
            tr("update {}: the rate was {!r} instead of {!r}", wrong.update, wrong.rate, curve(wrong.update)), figures
        )
    return figures


def _digest(model: Any) -> str:
    digest = hashlib.sha256()
    for parameter in model.parameters():
        if not parameter.stop_gradient:
            digest.update(parameter.astype("float32").numpy().tobytes())
    return digest.hexdigest()


def _require(options: ValidationOptions, dtype: str) -> None:
    """Raises `CaseSkipped` if the device does not support a type."""
    use_device(options.device)
    if not computes_in(dtype):
        raise CaseSkipped(tr("this {} does not compute in {}", device_kind(), dtype))
