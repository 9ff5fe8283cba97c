"""Writes schedules as PaddleGAN configs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place, same_names
from paddle_lrkit.suites.paddle.written import paddle_class, restart_lengths
from paddle_lrkit.suites.shape import ShapeDescription

_NUMBERS = ("momentum", "beta1", "beta2", "epsilon", "weight_decay")
_GENERATORS = ("optimG", "optimizer_G", "optim_g")
"""Sections of ``optimizer`` of models with several networks."""


def _optimizer(section: tuple[str, ...], written: bool = True) -> tuple[Place, ...]:
    names = same_names("Momentum", "SGD", "Adam", "AdamW")
    return (
        Place("optimizer", (*section, "name"), names=names, written=written),
        *(Place(name, (*section, name), written=written) for name in _NUMBERS),
    )


class PaddleGANWriter(SuiteWriter):
    """``total_iters`` and ``lr_scheduler``. A model with several networks needs an ``optimizer`` section for each."""

    keys = (("total_iters",), ("epochs",), ("lr_scheduler",))
    places = (
        *_optimizer(("optimizer",)),
        *(place for network in _GENERATORS for place in _optimizer(("optimizer", network), written=False)),
        Place("batch_size", ("dataset", "train", "batch_size")),
    )
    shapes = ("constant", "cosine", "piecewise")

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One section for each shape; PaddleGAN has no warmup."""
        values = description.values
        if description.warmup:
            return
        if description.shape == "constant":
            yield _section(description, "MultiStepDecay", {"learning_rate": values["rate"], "milestones": []})
        elif description.shape == "piecewise" and description.gamma is not None:
            own = {"milestones": values["boundaries"], "gamma": description.gamma}
            yield _section(description, "MultiStepDecay", {"learning_rate": values["rates"][0], **own})
        elif description.shape == "cosine":
            own = {"periods": [values["span"]], "restart_weights": [1], "eta_min": values["floor"]}
            yield _section(description, "CosineAnnealingRestartLR", {"learning_rate": values["base"], **own})
        elif periods := restart_lengths(curve, description.total):
            own = {"periods": periods, "restart_weights": [1] * len(periods), "eta_min": curve.arguments["floor"]}
            yield _section(description, "CosineAnnealingRestartLR", {"learning_rate": curve(0), **own})
        elif (found := paddle_class(description, curve)) and found.name == "InverseTimeDecay":
            own = {"learning_rate": found.arguments["learning_rate"], "lr_decay": found.arguments["gamma"]}
            yield _section(description, "NonLinearDecay", own)

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """No warmup, no table of rates, and a cosine that stops at its end."""
        if description.warmup:
            yield tr("a warmup")
        if description.shape == "piecewise" and description.gamma is None:
            yield tr("steps of different factors")
        if description.shape == "cosine" and description.values["span"] < description.left - 1:
            yield tr("a cosine that is shorter than the run")


def _section(description: ShapeDescription, name: str, scheduler: dict[str, Any]) -> dict[str, Any]:
    return {"total_iters": description.total, "lr_scheduler": {"name": name, **scheduler}}


WRITER = PaddleGANWriter()
