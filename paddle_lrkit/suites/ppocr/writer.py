"""Plans in PaddleOCR's words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.suites.convert.epochs import epochs, positions, warmup_epochs
from paddle_lrkit.suites.convert.plan import Plan

COUNTS_EPOCHS = True
KEYS = (("Global", "epoch_num"), ("Optimizer", "lr"))
FORMS = ("level", "cosine", "power", "steps")


def candidates(plan: Plan) -> Iterator[dict[str, Any]]:
    """Sections that may have the plan's curve, the plainest first."""
    warmup = {"warmup_epoch": warmup_epochs(plan)} if plan.warmup else {}
    values = plan.values
    if plan.kind == "level":
        yield _written(plan, {"name": "Const", "learning_rate": float(values["rate"]), **warmup})
    elif plan.kind == "cosine":
        if not values["floor"]:
            yield _written(plan, {"name": "Cosine", "learning_rate": values["base"], **warmup})
        if plan.warmup:
            ends = {"start_lr": plan.start, "min_lr": values["floor"], "warmup_steps": plan.warmup}
            yield _written(plan, {"name": "LinearWarmupCosine", "learning_rate": values["base"], **ends})
        elif values["floor"]:
            ends = {"min_lr": values["floor"], "warmup_steps": 0}
            yield _written(plan, {"name": "LinearWarmupCosine", "learning_rate": values["base"], **ends})
    elif plan.kind == "power":
        line = {"learning_rate": values["base"], "end_lr": values["end"], "power": values["power"]}
        yield _written(plan, {"name": "Linear", **line, **warmup})
    elif plan.kind == "steps" and values["boundaries"]:
        marks = positions(values["boundaries"], plan)
        yield _written(plan, {"name": "Piecewise", "decay_epochs": marks, "values": values["rates"], **warmup})
    elif plan.kind == "steps":
        yield _written(plan, {"name": "Const", "learning_rate": float(values["rates"][0]), **warmup})


def limits(plan: Plan) -> Iterator[str]:
    """What of a plan PaddleOCR has no words for."""
    if plan.warmup and plan.start and plan.kind != "cosine":
        yield f"a warmup that starts at {plan.start:g} (PaddleOCR's starts at 0)"
    if plan.kind in ("cosine", "power") and plan.values["span"] != plan.total:
        yield (
            f"a {plan.kind} decay over {plan.values['span']} updates: PaddleOCR's always spans the whole run, "
            f"{plan.total} updates"
        )


def _written(plan: Plan, lr: dict[str, Any]) -> dict[str, Any]:
    return {"Global": {"epoch_num": epochs(plan)}, "Optimizer": {"lr": lr}}
