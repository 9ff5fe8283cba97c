"""Plans in PaddleSeg's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.suites.convert.plan import Plan

COUNTS_EPOCHS = False
KEYS = (("iters",), ("lr_scheduler",), ("learning_rate",))
FORMS = ("level", "cosine", "power", "exponential", "steps")


def candidates(plan: Plan) -> Iterator[dict[str, Any]]:
    """Sections that may have the plan's curve, the plainest first."""
    warmup = {"warmup_iters": plan.warmup, "warmup_start_lr": plan.start} if plan.warmup else {}
    values = plan.values
    if plan.kind == "level":
        yield from _level(plan, values["rate"])
    elif plan.kind == "cosine":
        shape = {"learning_rate": values["base"], "T_max": values["span"], "eta_min": values["floor"]}
        yield _written(plan, {"type": "CosineAnnealingDecay", **shape, **warmup})
    elif plan.kind == "power":
        shape = {"learning_rate": values["base"], "end_lr": values["end"], "power": values["power"]}
        yield _written(plan, {"type": "PolynomialDecay", **shape, "decay_steps": values["span"], **warmup})
    elif plan.kind == "exponential":
        shape = {"learning_rate": values["base"], "gamma": values["gamma"]}
        yield _written(plan, {"type": "ExponentialDecay", **shape, **warmup})
    elif plan.kind == "steps":
        yield from _steps(plan, warmup)


def limits(plan: Plan) -> Iterator[str]:
    """What of a plan PaddleSeg has no words for."""
    if plan.kind == "steps" and plan.warmup and plan.gamma is None:
        yield "steps of different factors after a warmup (PiecewiseDecay takes none)"


def _level(plan: Plan, rate: float) -> Iterator[dict[str, Any]]:
    if plan.warmup:
        ramp = {"warmup_steps": plan.warmup, "start_lr": plan.start, "end_lr": plan.peak}
        yield _written(plan, {"type": "LinearWarmup", "learning_rate": rate, **ramp})
    else:
        yield _written(plan, {"type": "PolynomialDecay", "learning_rate": rate, "end_lr": rate})


def _steps(plan: Plan, warmup: dict[str, Any]) -> Iterator[dict[str, Any]]:
    boundaries, rates = plan.values["boundaries"], plan.values["rates"]
    if not boundaries:
        yield from _level(plan, rates[0])
        return
    if not plan.warmup:
        yield _written(plan, {"type": "PiecewiseDecay", "boundaries": boundaries, "values": rates})
    elif plan.gamma is not None:
        shape = {"learning_rate": rates[0], "milestones": boundaries, "gamma": plan.gamma}
        yield _written(plan, {"type": "MultiStepDecay", **shape, **warmup})


def _written(plan: Plan, scheduler: dict[str, Any]) -> dict[str, Any]:
    return {"iters": plan.total, "lr_scheduler": scheduler}
