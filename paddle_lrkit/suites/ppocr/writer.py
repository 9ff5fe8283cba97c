"""Writes schedules as PaddleOCR configs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place, same_names
from paddle_lrkit.suites.paddle.written import after_warmup, paddle_class, restart_lengths
from paddle_lrkit.suites.shape import ShapeDescription


class PaddleOCRWriter(SuiteWriter):
    """``Global.epoch_num`` and ``Optimizer.lr``."""

    keys = (("Global", "epoch_num"), ("Optimizer", "lr"))
    places = (
        Place("optimizer", ("Optimizer", "name"), names=same_names("Momentum", "Adam", "AdamW")),
        *(Place(name, ("Optimizer", name)) for name in ("momentum", "beta1", "beta2", "epsilon", "weight_decay")),
        Place("clip_norm", ("Optimizer", "clip_norm_global")),
        Place("clip_norm_each", ("Optimizer", "clip_norm")),
        Place("l2", ("Optimizer", "regularizer", "factor"), beside={"name": "L2"}),
        Place("batch_size", ("Train", "loader", "batch_size_per_card")),
    )
    shapes = ("constant", "cosine", "polynomial", "piecewise")
    counts_epochs = True

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One section for each shape, two for a cosine."""
        warmup = {"warmup_epoch": description.warmup_epochs} if description.warmup else {}
        values = description.values
        if description.shape == "constant":
            yield _section(description, {"name": "Const", "learning_rate": float(values["rate"]), **warmup})
        elif description.shape == "cosine":
            base, floor = values["base"], values["floor"]
            if not floor:
                yield _section(description, {"name": "Cosine", "learning_rate": base, **warmup})
            if floor or warmup:
                start = {"start_lr": description.start} if warmup else {}
                own = {**start, "min_lr": floor, "warmup_steps": description.warmup}
                yield _section(description, {"name": "LinearWarmupCosine", "learning_rate": base, **own})
        elif description.shape == "polynomial":
            own = {"learning_rate": values["base"], "end_lr": values["end"], "power": values["power"]}
            yield _section(description, {"name": "Linear", **own, **warmup})
        elif description.shape == "piecewise":
            own = {"decay_epochs": description.in_epochs(values["boundaries"]), "values": values["rates"]}
            yield _section(description, {"name": "Piecewise", **own, **warmup})
        elif cycles := _cycles(description, curve):
            yield _section(description, {**cycles, **warmup})

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """A warmup starts at 0, a decay takes the whole run."""
        shape, total = description.shape, description.total
        if description.warmup and description.start and shape != "cosine":
            yield tr("a warmup that starts at {:g} (PaddleOCR's starts at 0)", description.start)
        if shape in ("cosine", "polynomial") and description.values["span"] != total:
            yield tr(
                "a {} decay over {} updates: PaddleOCR's always spans the whole run, {} updates",
                shape,
                description.values["span"],
                total,
            )


def _cycles(description: ShapeDescription, curve: Curve) -> dict[str, Any] | None:
    """``OneCycle``, whose other numbers are fixed, and ``CyclicalCosine``, which falls to 0."""
    found, body = paddle_class(description, curve), after_warmup(description, curve)
    if found and found.name == "OneCycleLR":
        own = {key: found.arguments[key] for key in ("anneal_strategy", "three_phase")}
        return {"name": "OneCycle", "max_lr": found.arguments["max_learning_rate"], **own}
    if len(lengths := {*restart_lengths(body, description.left)}) == 1:
        cycle = lengths.pop() / (description.steps_per_epoch or 1)
        return {"name": "CyclicalCosine", "learning_rate": body(0), "cycle": cycle}
    return None


def _section(description: ShapeDescription, lr: dict[str, Any]) -> dict[str, Any]:
    return {"Global": {"epoch_num": description.epochs}, "Optimizer": {"lr": lr}}


WRITER = PaddleOCRWriter()
