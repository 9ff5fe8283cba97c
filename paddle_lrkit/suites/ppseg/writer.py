"""Writes schedules as PaddleSeg configs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place
from paddle_lrkit.suites.paddle.written import paddle_class
from paddle_lrkit.suites.shape import ShapeDescription

_OPTIMIZER = ("momentum", "use_nesterov", "beta1", "beta2", "epsilon", "weight_decay")


class PaddleSegWriter(SuiteWriter):
    """``iters`` and ``lr_scheduler``."""

    keys = (("iters",), ("lr_scheduler",), ("learning_rate",))
    places = (
        Place(
            "optimizer",
            ("optimizer", "type"),
            names={
                "Momentum": ("Momentum",),
                "SGD": ("SGD", "sgd"),
                "Adam": ("Adam", "adam"),
                "AdamW": ("AdamW",),
            },
        ),
        *(Place(name, ("optimizer", name)) for name in _OPTIMIZER),
        Place("l2", ("optimizer", "weight_decay")),
        Place("clip_norm", ("optimizer", "grad_clip_cfg", "clip_norm"), beside={"name": "ClipGradByGlobalNorm"}),
        Place("clip_norm_each", ("optimizer", "grad_clip_cfg", "clip_norm"), beside={"name": "ClipGradByNorm"}),
        Place("batch_size", ("batch_size",)),
    )
    remarks: ClassVar[Mapping[str, Message]] = {
        "ema_decay": Message("PaddleSeg averages the weights (EMA) with --use_ema, not in the config.")
    }
    shapes = ("constant", "cosine", "polynomial", "exponential", "piecewise")

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One section for each shape; of other curves those that a class of Paddle has."""
        values = description.values
        if description.shape == "constant":
            yield _constant(description, values["rate"])
        elif description.shape == "cosine":
            own = {"learning_rate": values["base"], "T_max": values["span"], "eta_min": values["floor"]}
            yield _section(description, {"type": "CosineAnnealingDecay", **own})
        elif description.shape == "polynomial":
            own = {"learning_rate": values["base"], "end_lr": values["end"], "power": values["power"]}
            yield _section(description, {"type": "PolynomialDecay", **own, "decay_steps": values["span"]})
        elif description.shape == "exponential":
            own = {"learning_rate": values["base"], "gamma": values["gamma"]}
            yield _section(description, {"type": "ExponentialDecay", **own})
        elif description.shape == "piecewise":
            yield from _piecewise(description, values["boundaries"], values["rates"])
        elif found := paddle_class(description, curve):
            yield _section(description, {"type": found.name, **found.arguments})

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """A table of rates has no place for a warmup."""
        if description.shape == "piecewise" and description.warmup and description.gamma is None:
            yield tr("steps of different factors after a warmup (PiecewiseDecay takes none)")


def _piecewise(description: ShapeDescription, boundaries: list[int], rates: list[float]) -> Iterator[dict[str, Any]]:
    if not description.warmup:
        yield _section(description, {"type": "PiecewiseDecay", "boundaries": boundaries, "values": rates})
    elif description.gamma is not None:
        own = {"learning_rate": rates[0], "milestones": boundaries, "gamma": description.gamma}
        yield _section(description, {"type": "MultiStepDecay", **own})


def _constant(description: ShapeDescription, rate: float) -> dict[str, Any]:
    """A warmup to a number, or a polynomial that ends where it starts: Paddle has no class for a constant rate."""
    scheduler = {"type": "PolynomialDecay", "learning_rate": rate, "end_lr": rate}
    if description.warmup:
        ramp = {"warmup_steps": description.warmup, "start_lr": description.start, "end_lr": description.peak}
        scheduler = {"type": "LinearWarmup", "learning_rate": rate, **ramp}
    return {"iters": description.total, "lr_scheduler": scheduler}


def _section(description: ShapeDescription, scheduler: dict[str, Any]) -> dict[str, Any]:
    warmup = {}
    if description.warmup:
        warmup = {"warmup_iters": description.warmup, "warmup_start_lr": description.start}
    return {"iters": description.total, "lr_scheduler": {**scheduler, **warmup}}


WRITER = PaddleSegWriter()
