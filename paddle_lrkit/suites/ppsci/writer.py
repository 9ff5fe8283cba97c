"""Writes schedules as PaddleScience configs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place
from paddle_lrkit.suites.paddle.written import PaddleClass, paddle_class
from paddle_lrkit.suites.shape import ShapeDescription


class PaddleScienceWriter(SuiteWriter):
    """``TRAIN.epochs`` and ``TRAIN.lr_scheduler``; the script has to name the class."""

    keys = (
        ("TRAIN", "epochs"),
        ("TRAIN", "iters_per_epoch"),
        ("TRAIN", "learning_rate"),
        ("TRAIN", "lr_scheduler"),
        ("TRAIN", "update_freq"),
        ("epochs",),
    )
    places = (Place("batch_size", ("TRAIN", "batch_size")),)
    shapes = ("constant", "cosine", "polynomial", "exponential", "piecewise")
    counts_epochs = True

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One section for each shape."""
        shape, values = description.shape, description.values
        if shape == "constant" and not description.warmup:
            yield _train(description, {"learning_rate": values["rate"]})
        elif shape == "constant":
            yield _section(description, {"learning_rate": values["rate"], "end_lr": values["rate"]})
        elif shape == "cosine":
            yield _section(description, {"learning_rate": values["base"], "eta_min": values["floor"]})
        elif shape == "polynomial":
            own = {"learning_rate": values["base"], "end_lr": values["end"], "power": values["power"]}
            yield _section(description, own)
        elif shape == "exponential":
            yield _section(description, {"learning_rate": values["base"], "gamma": values["gamma"], "decay_steps": 1})
        elif shape == "piecewise":
            epochs = description.in_epochs(values["boundaries"])
            yield _section(description, {"decay_epochs": epochs, "values": values["rates"]})
        elif (found := paddle_class(description, curve)) and (given := _of_paddle(description, found)):
            yield _section(description, given)

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """A cosine and a polynomial take the whole run after a warmup of whole epochs."""
        shape = description.shape
        if description.total % (description.steps_per_epoch or 1):
            yield tr("a run of {} updates (PaddleScience's has whole epochs)", description.total)
        if shape in ("cosine", "polynomial"):
            if description.warmup and description.whole_epochs(description.warmup) is None:
                yield tr("a {} decay after a warmup of a fraction of an epoch", shape)
            span = description.values["span"]
            if span != description.left:
                yield tr("a {} decay over {} updates where {} are left of the run", shape, span, description.left)


def _of_paddle(description: ShapeDescription, found: PaddleClass) -> dict[str, Any] | None:
    """The arguments of PaddleScience's class of this kind, whose lengths are epochs; None where there is none."""
    own = dict(found.arguments)
    if found.name == "CosineAnnealingWarmRestarts":
        first = description.whole_epochs(own["T_0"])
        return None if first is None else {**own, "T_0": first}
    computed = {"OneCycleLR": "total_steps", "PolynomialDecay": "decay_steps"}.get(found.name)
    return None if computed is None else {key: value for key, value in own.items() if key != computed}


def _train(description: ShapeDescription, own: dict[str, Any]) -> dict[str, Any]:
    return {"TRAIN": {"epochs": description.epochs, "iters_per_epoch": description.steps_per_epoch, **own}}


def _section(description: ShapeDescription, own: dict[str, Any]) -> dict[str, Any]:
    run = {"epochs": "${TRAIN.epochs}", "iters_per_epoch": "${TRAIN.iters_per_epoch}"}
    warmup = {"warmup_epoch": description.warmup_epochs, "warmup_start_lr": description.start}
    return _train(description, {"lr_scheduler": {**run, **own, **(warmup if description.warmup else {})}})


WRITER = PaddleScienceWriter()
"""The written config is read with the class that its keys tell: see `entries`."""
