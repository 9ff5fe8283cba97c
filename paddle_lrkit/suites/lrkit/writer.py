"""Writes schedules in our own dialect."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.config.learned_rate_arguments import LearnedRateArguments
from paddle_lrkit.config.optimizer_arguments import ARGUMENTS
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place, same_names
from paddle_lrkit.suites.lrkit.composed import describe
from paddle_lrkit.suites.shape import ShapeDescription

_OPTIMIZER = ("momentum", "use_nesterov", "beta1", "beta2", "epsilon", "clip_norm")


class OwnDialectWriter(SuiteWriter):
    """``Global`` and ``Optimizer``; every curve can be written, if need be family by family."""

    keys = (("Global", "epochs"), ("Global", "updates"), ("Global", "samples"), ("Optimizer", "lr"), ("LearningRate",))
    places = (
        Place("optimizer", ("Optimizer", "name"), names=same_names("Momentum", "SGD", "Adam", "AdamW", "Lamb")),
        *(Place(name, ("Optimizer", name)) for name in _OPTIMIZER),
        Place("l2", ("Optimizer", "weight_decay"), default=0.0),
        Place("weight_decay", ("Optimizer", "weight_decay"), default=0.0),
        Place("layer_decay", ("Optimizer", "layer_decay")),
        Place("ema_decay", ("Global", "ema_decay")),
        Place("batch_size", ("Train", "loader", "batch_size"), written=False),
    )
    rate_learners = tuple(name for name, kind in ARGUMENTS.items() if issubclass(kind, LearnedRateArguments))
    shapes = ("constant", "cosine", "polynomial", "exponential", "piecewise", "wsd", "other")

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """The schedule of the catalogue for the shape, then ``Composed`` with the curve itself."""
        values = description.values
        if description.shape == "constant":
            yield _warmed(description, {"name": "ConstantLR", "learning_rate": values["rate"]})
        elif description.shape == "cosine":
            own = {"learning_rate": values["base"], "eta_min": values["floor"], "T_max": _updates(values["span"])}
            yield _warmed(description, {"name": "CosineAnnealingDecay", **own})
        elif description.shape == "polynomial":
            own = {"learning_rate": values["base"], "end_lr": values["end"], "power": values["power"]}
            yield _warmed(description, {"name": "PolynomialDecay", **own, "decay_steps": _updates(values["span"])})
        elif (
            description.shape == "wsd"
            and values["steady"] > 0
            and description.left == values["steady"] + values["span"]
        ):
            own = {"learning_rate": values["base"], "end_lr": values["floor"], "shape": values["decay"]}
            yield _warmed(description, {"name": "WSD", **own, "decay_steps": _updates(values["span"])})
        elif description.shape == "piecewise":
            own = {"boundaries": [_updates(mark) for mark in description.boundaries], "values": values["rates"]}
            yield _warmed(description, {"name": "PiecewiseDecay", **own})
        yield _section(description, {"name": "Composed", "curve": describe(curve)})


def _updates(count: float) -> str:
    return f"{int(count)}it"


def _warmed(description: ShapeDescription, lr: dict[str, Any]) -> dict[str, Any]:
    warmup = {}
    if description.warmup:
        warmup = {"warmup": _updates(description.warmup), "warmup_start_lr": description.start}
    return _section(description, {**lr, **warmup})


def _section(description: ShapeDescription, lr: dict[str, Any]) -> dict[str, Any]:
    total, steps = description.total, description.steps_per_epoch
    run = {"epochs": total // steps} if steps and total % steps == 0 else {"updates": total}
    return {"Global": run, "Optimizer": {"lr": lr}}


WRITER = OwnDialectWriter()
