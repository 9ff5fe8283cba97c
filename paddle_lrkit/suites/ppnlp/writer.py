"""Plans in the words of PaddleNLP's Trainer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.suites.convert.plan import Plan

COUNTS_EPOCHS = False
VARIANT = "trainer"
KEYS = (
    ("learning_rate",),
    ("lr_scheduler_type",),
    ("warmup_steps",),
    ("warmup_ratio",),
    ("decay_steps",),
    ("num_cycles",),
    ("lr_end",),
    ("power",),
    ("min_learning_rate",),
    ("max_steps",),
    ("num_train_epochs",),
)
FORMS = ("level", "cosine", "power")


def candidates(plan: Plan) -> Iterator[dict[str, Any]]:
    """Arguments that may give the plan's curve, the plainest first."""
    values = plan.values
    kind = plan.kind
    if kind == "steps" and not values["boundaries"]:
        kind, values = "level", {"rate": values["rates"][0]}
    if kind == "level":
        yield _written(plan, values["rate"], "constant_with_warmup" if plan.warmup else "constant", {})
    elif kind == "cosine" and not values["floor"]:
        yield _written(plan, values["base"], "cosine", _end(plan))
    elif kind == "power":
        if values["power"] == 1.0 and not values["end"]:
            yield _written(plan, values["base"], "linear", _end(plan))
        shape = {"lr_end": values["end"], "power": values["power"]}
        yield _written(plan, values["base"], "polynomial", {**shape, **_end(plan)})


def limits(plan: Plan) -> Iterator[str]:
    """What of a plan the Trainer has no words for."""
    if plan.warmup and plan.start:
        yield f"a warmup that starts at {plan.start:g} (the Trainer's starts at 0)"
    if plan.kind == "cosine" and plan.values["floor"]:
        yield f"a cosine that ends at {plan.values['floor']:g} (the Trainer's ends at 0)"


def _end(plan: Plan) -> dict[str, Any]:
    end = plan.warmup + int(plan.values["span"])
    return {} if end == plan.total else {"decay_steps": end}


def _written(plan: Plan, rate: float, kind: str, more: dict[str, Any]) -> dict[str, Any]:
    warmup = {"warmup_steps": plan.warmup} if plan.warmup else {}
    return {"learning_rate": rate, "lr_scheduler_type": kind, "max_steps": plan.total, **warmup, **more}
