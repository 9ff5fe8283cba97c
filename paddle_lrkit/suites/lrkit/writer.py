"""Plans, and every other curve, in the words of our own dialect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.suites.convert.plan import Plan
from paddle_lrkit.suites.lrkit.composed import describe

COUNTS_EPOCHS = False
KEYS = (("Global", "epochs"), ("Global", "updates"), ("Optimizer", "lr"))
FORMS = ("level", "cosine", "power", "exponential", "steps", "other")
_OPTIMIZERS = ("Momentum", "SGD", "Adam", "AdamW", "Lamb")


def candidates(plan: Plan) -> Iterator[dict[str, Any]]:
    """Sections that may have the plan's curve, the plainest first."""
    values = plan.values
    if plan.kind == "level":
        yield _written(plan, {"name": "ConstantLR", "learning_rate": values["rate"]})
    elif plan.kind == "cosine":
        shape = {"learning_rate": values["base"], "eta_min": values["floor"], "T_max": _updates(values["span"])}
        yield _written(plan, {"name": "CosineAnnealingDecay", **shape})
    elif plan.kind == "power":
        shape = {"learning_rate": values["base"], "end_lr": values["end"], "power": values["power"]}
        yield _written(plan, {"name": "PolynomialDecay", **shape, "decay_steps": _updates(values["span"])})
    elif plan.kind == "steps" and values["boundaries"]:
        marks = [_updates(boundary) for boundary in plan.boundaries]
        yield _written(plan, {"name": "PiecewiseDecay", "boundaries": marks, "values": values["rates"]})
    elif plan.kind == "steps":
        yield _written(plan, {"name": "ConstantLR", "learning_rate": values["rates"][0]})


def exact(plan: Plan, curve: Curve) -> dict[str, Any]:
    """The section that writes the curve out family by family."""
    return _written(plan, {"name": "Composed", "curve": describe(curve)}, warmup=False)


def limits(plan: Plan) -> Iterator[str]:
    """Nothing: `exact` has words for every curve that a file can hold."""
    return iter(())


def optimizer_name(data: dict[str, Any]) -> str:
    """The optimizer of a suite's config under our name; Momentum when it is another or none."""
    section = data.get("Optimizer") or data.get("optimizer") or {}
    builder = data.get("OptimizerBuilder")
    if isinstance(builder, dict):
        section = builder.get("optimizer") or {}
    if isinstance(section, list) and section and isinstance(section[0], dict):
        return _known(next(iter(section[0]), ""))
    return _known(section.get("name") or section.get("type") or "") if isinstance(section, dict) else "Momentum"


def _known(name: Any) -> str:
    return next((known for known in _OPTIMIZERS if known.lower() == str(name).lower()), "Momentum")


def _updates(count: float) -> str:
    return f"{int(count)}it"


def _written(plan: Plan, lr: dict[str, Any], warmup: bool = True) -> dict[str, Any]:
    steps = plan.steps_per_epoch
    run = {"epochs": plan.total // steps} if steps and plan.total % steps == 0 else {"updates": plan.total}
    if warmup and plan.warmup:
        lr = {**lr, "warmup": _updates(plan.warmup), "warmup_start_lr": plan.start}
    return {"Global": run, "Optimizer": {"lr": lr}}
