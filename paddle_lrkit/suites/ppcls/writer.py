"""Plans in PaddleClas' words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.suites.convert.epochs import epochs, positions, warmup_epochs, whole_epochs
from paddle_lrkit.suites.convert.plan import Plan

COUNTS_EPOCHS = True
KEYS = (("Global", "epochs"), ("Optimizer", "lr"))
FORMS = ("level", "cosine", "power", "steps")


def candidates(plan: Plan) -> Iterator[dict[str, Any]]:
    """Sections that may have the plan's curve, the plainest first."""
    warmup = {"warmup_epoch": warmup_epochs(plan), "warmup_start_lr": plan.start} if plan.warmup else {}
    values = plan.values
    if plan.kind == "level":
        yield _written(plan, {"name": "ConstLR", "learning_rate": values["rate"], **warmup})
    elif plan.kind == "cosine":
        yield _written(plan, {"name": "Cosine", "learning_rate": values["base"], "eta_min": values["floor"], **warmup})
    elif plan.kind == "power":
        line = {"learning_rate": values["base"], "end_lr": values["end"], "power": values["power"]}
        yield _written(plan, {"name": "Linear", **line, **warmup})
    elif plan.kind == "steps" and values["boundaries"]:
        marks = positions(values["boundaries"], plan)
        yield _written(plan, {"name": "Piecewise", "decay_epochs": marks, "values": values["rates"], **warmup})
    elif plan.kind == "steps":
        yield _written(plan, {"name": "ConstLR", "learning_rate": values["rates"][0], **warmup})


def limits(plan: Plan) -> Iterator[str]:
    """What of a plan PaddleClas has no words for."""
    if plan.kind in ("cosine", "power"):
        if plan.warmup and whole_epochs(plan.warmup, plan) is None:
            yield f"a {plan.kind} decay after a warmup of a fraction of an epoch"
        if plan.values["span"] != plan.left:
            yield f"a {plan.kind} decay over {plan.values['span']} updates where {plan.left} are left of the run"


def _written(plan: Plan, lr: dict[str, Any]) -> dict[str, Any]:
    return {"Global": {"epochs": epochs(plan)}, "Optimizer": {"lr": lr}}
