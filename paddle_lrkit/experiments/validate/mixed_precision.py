"""Mixed precision stays finite, and an overflow is no update: it advances neither the schedule nor the weights."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import paddle

from paddle_lrkit.experiments.validate.compare import loss_differences
from paddle_lrkit.experiments.validate.configs import TASKS, changed
from paddle_lrkit.experiments.validate.finding import Failed, Figures, Finding, Options, Skip, judged
from paddle_lrkit.experiments.validate.training import finish, open_run
from paddle_lrkit.train.session import Session

UPDATES = 20
_NO_GPU = "mixed precision needs a GPU: on the CPU Paddle computes in float32"
_HUGE = 1e38
"""What the loss is multiplied by; the loss scale then takes it beyond float32."""
_FIRST_SCALE = 1024.0
"""So small that no overflow is to be expected but the forced one."""


def check(options: Options) -> Iterator[Finding]:
    """Each task in both levels and both types, and a forced overflow in both levels."""
    if not options.on_gpu:
        yield Finding("amp", "all cases", "skip", reason=_NO_GPU)
        return
    for task in TASKS:
        for level in ("O1", "O2"):
            for dtype in ("float16", "bfloat16"):
                case = f"{task}, {level} {dtype}"
                limit = "losses finite, the applied rate is the planned one"
                yield judged("amp", case, limit, partial(stays_finite, options, task, level, dtype))
    for level in ("O1", "O2"):
        limit = "the overflow changes no weight and takes no step of the schedule"
        yield judged("amp", f"forced overflow, {level} float16", limit, partial(overflows, options, level))


def stays_finite(options: Options, task: str, level: str, dtype: str) -> Figures:
    """Trains a task in mixed precision; the loop stops at a loss that is not finite or at a wrong rate.

    Raises:
        Skip: The device does not compute in this type.
    """
    _need(dtype)
    config = TASKS[task](options, min(options.length(UPDATES, UPDATES), UPDATES))
    amp = {"level": level, "dtype": dtype, "init_loss_scaling": _FIRST_SCALE}
    session = open_run(options, f"amp-{task}-{level}-{dtype}", changed(config, {"Global.amp": amp}))
    losses = finish(session).losses
    loss_differences(losses, losses)
    skipped = session.state.batch - session.state.update
    return {"updates": len(losses), "skipped": skipped, "first loss": losses[0], "last loss": losses[-1]}


def overflows(options: Options, level: str) -> Figures:
    """Trains with an overflow at one call.

    Raises:
        Failed: The call counted as an update, moved a weight, or the rates went on without it.
        Skip: The device does not compute in float16.
    """
    _need("float16")
    updates = max(min(options.length(UPDATES, UPDATES), UPDATES), 3)
    amp = {"level": level, "dtype": "float16", "init_loss_scaling": _FIRST_SCALE}
    config = changed(TASKS["classification"](options, updates), {"Global.amp": amp})
    session = open_run(options, f"amp-overflow-{level}", config)
    at = updates // 2
    watched = Overflowing(session.task, session, at)
    session.task = watched
    finish(session)
    return judged_calls(session, watched)


@dataclass(frozen=True)
class Call:
    """What was there when a batch came.

    Args:
        update: The scheduler's update.
        rate: The optimizer's rate.
        weights: Digest of the trained weights.
    """

    update: int
    rate: float
    weights: str


@dataclass
class Overflowing:
    """A task whose loss is too large for float32 at one call.

    Args:
        task: The real one.
        session: Its run.
        at: The call, 0-based.
        calls: What was there at each call.
    """

    task: Any
    session: Session
    at: int
    calls: list[Call] = field(default_factory=list)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.task, name)

    def losses(self, model: Any, batch: Any) -> dict[str, Any]:
        engine = self.session.engine
        call = Call(engine.scheduler.last_epoch, float(engine.optimizer.get_lr()), _digest(engine.model))
        self.calls.append(call)
        terms: dict[str, Any] = self.task.losses(model, batch)
        if len(self.calls) == self.at + 1:
            terms = {**terms, "loss": terms["loss"] * _HUGE}
        return terms


def judged_calls(session: Session, watched: Overflowing) -> Figures:
    """What the calls before, at and after the overflow show.

    Raises:
        Failed: They show that it counted.
    """
    calls, at = watched.calls, watched.at
    skipped = len(calls) - session.state.update
    figures = {"calls": len(calls), "updates": session.state.update, "skipped": skipped, "overflow at call": at}
    if skipped < 1:
        raise Failed("the overflow counted as an update", figures)
    forced, after = calls[at], calls[at + 1]
    if after.update != forced.update:
        raise Failed(f"the schedule went from update {forced.update} to {after.update} at the overflow", figures)
    if after.weights != forced.weights:
        raise Failed("the overflow changed weights", figures)
    curve = session.schedule.curve
    wrong = next((call for call in calls if call.rate != curve(call.update)), None)
    if wrong is not None:
        raise Failed(f"update {wrong.update}: the rate was {wrong.rate!r} instead of {curve(wrong.update)!r}", figures)
    return figures


def _digest(model: Any) -> str:
    digest = hashlib.sha256()
    for parameter in model.parameters():
        if not parameter.stop_gradient:
            digest.update(parameter.astype("float32").numpy().tobytes())
    return digest.hexdigest()


def _need(dtype: str) -> None:
    """Raises `Skip` where the device does not compute in a type."""
    ask = paddle.amp.is_float16_supported if dtype == "float16" else paddle.amp.is_bfloat16_supported
    if not ask():
        raise Skip(f"this GPU does not compute in {dtype}")
