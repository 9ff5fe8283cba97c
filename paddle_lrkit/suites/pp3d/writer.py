"""Writes schedules as Paddle3D configs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place, same_names
from paddle_lrkit.suites.paddle.written import paddle_class
from paddle_lrkit.suites.shape import ShapeDescription

_OPTIMIZER = ("momentum", "use_nesterov", "beta1", "beta2", "epsilon", "weight_decay")


class Paddle3DWriter(SuiteWriter):
    """``epochs`` or ``iters``, and ``lr_scheduler``, whose lengths are iterations."""

    keys = (("iters",), ("epochs",), ("lr_scheduler",))
    places = (
        Place("optimizer", ("optimizer", "type"), names=same_names("Momentum", "SGD", "Adam", "AdamW", "Lamb")),
        *(Place(name, ("optimizer", name)) for name in _OPTIMIZER),
        Place("l2", ("optimizer", "weight_decay")),
        Place("clip_norm", ("optimizer", "grad_clip", "clip_norm"), beside={"type": "ClipGradByGlobalNorm"}),
        Place("clip_norm_each", ("optimizer", "grad_clip", "clip_norm"), beside={"type": "ClipGradByNorm"}),
        Place("batch_size", ("batch_size",), default=1),
    )
    shapes = ("constant", "cosine", "polynomial", "exponential", "piecewise")

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One class of Paddle for each shape, inside a ``LinearWarmup`` where there is a warmup."""
        values = description.values
        if description.shape == "constant":
            level = {"type": "PolynomialDecay", "learning_rate": values["rate"], "decay_steps": 1}
            plain = {**level, "end_lr": values["rate"]}
            yield _config(description, values["rate"] if description.warmup else plain)
        elif description.shape == "cosine":
            own = {"learning_rate": values["base"], "T_max": values["span"], "eta_min": values["floor"]}
            yield _config(description, {"type": "CosineAnnealingDecay", **own})
        elif description.shape == "polynomial":
            own = {"learning_rate": values["base"], "decay_steps": values["span"], "end_lr": values["end"]}
            yield _config(description, {"type": "PolynomialDecay", **own, "power": values["power"]})
        elif description.shape == "exponential":
            own = {"learning_rate": values["base"], "gamma": values["gamma"]}
            yield _config(description, {"type": "ExponentialDecay", **own})
        elif description.shape == "piecewise":
            own = {"boundaries": values["boundaries"], "values": values["rates"]}
            yield _config(description, {"type": "PiecewiseDecay", **own})
        elif found := paddle_class(description, curve):
            yield _config(description, {"type": found.name, **found.arguments})


def _config(description: ShapeDescription, scheduler: Any) -> dict[str, Any]:
    """``epochs`` where they are whole, else ``iters``; what PaddleSeg could read too gets an empty ``epochs``."""
    epochs = description.whole_epochs(description.total) if description.steps_per_epoch else None
    run: dict[str, Any] = {"epochs": epochs} if epochs else {"iters": description.total}
    if description.warmup:
        ramp = {"warmup_steps": description.warmup, "start_lr": description.start, "end_lr": description.peak}
        scheduler = {"type": "LinearWarmup", "learning_rate": scheduler, **ramp}
    if not epochs and not isinstance(scheduler.get("learning_rate"), dict):
        run["epochs"] = None
    return {**run, "lr_scheduler": scheduler}


WRITER = Paddle3DWriter()
