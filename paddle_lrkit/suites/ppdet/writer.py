"""Plans in PaddleDetection's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.suites.convert.epochs import epochs, positions, whole_epochs
from paddle_lrkit.suites.convert.plan import Plan

COUNTS_EPOCHS = True
KEYS = (("epoch",), ("LearningRate",))
FORMS = ("level", "cosine", "steps")


def candidates(plan: Plan) -> Iterator[dict[str, Any]]:
    """Sections that may have the plan's curve, the plainest first."""
    decay: Tagged | None = None
    warmed = plan.warmup > 0
    base = plan.peak
    if plan.kind == "cosine":
        ends = whole_epochs(plan.warmup + plan.values["span"], plan)
        base = plan.values["base"]
        if ends is not None and base:
            ratio = plan.values["floor"] / base
            decay = Tagged("CosineDecay", {"max_epochs": ends, "use_warmup": warmed, "min_lr_ratio": ratio})
    elif plan.kind in ("steps", "level"):
        rates = plan.values.get("rates", [plan.peak])
        marks = positions(plan.boundaries, plan) if plan.kind == "steps" else []
        base = rates[0]
        if not marks:
            marks, rates = [epochs(plan)], [rates[0], rates[0]]
        if warmed and base:
            factors = [rate / base for rate in rates[1:]]
            decay = Tagged("PiecewiseDecay", {"gamma": factors, "milestones": marks})
        elif not warmed:
            decay = Tagged("PiecewiseDecay", {"milestones": marks, "values": rates, "use_warmup": False})
    if decay is not None:
        yield _written(plan, base, decay)


def limits(plan: Plan) -> Iterator[str]:
    """What of a plan PaddleDetection has no words for."""
    if plan.kind == "cosine" and whole_epochs(plan.warmup + plan.values["span"], plan) is None:
        yield "a cosine that does not end at a whole epoch (max_epochs is a whole number)"


def _written(plan: Plan, base: float, decay: Tagged) -> dict[str, Any]:
    schedulers = [decay]
    if plan.warmup and plan.bend == 1.0:
        schedulers.append(Tagged("LinearWarmup", {"start_factor": plan.start / base, "steps": plan.warmup}))
    elif plan.warmup:
        schedulers.append(Tagged("ExpWarmup", {"steps": plan.warmup, "power": plan.bend}))
    return {"epoch": epochs(plan), "LearningRate": {"base_lr": base, "schedulers": schedulers}}
