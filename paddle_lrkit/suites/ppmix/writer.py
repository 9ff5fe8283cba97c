"""Writes schedules as flags of the scripts of ppdiffusers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place
from paddle_lrkit.suites.paddle.written import after_warmup
from paddle_lrkit.suites.ppmix.diffusers import LR_END
from paddle_lrkit.suites.shape import ShapeDescription


class PaddleMIXWriter(SuiteWriter):
    """``learning_rate``, ``lr_scheduler``, ``lr_warmup_steps`` and ``max_train_steps``."""

    keys = (
        ("learning_rate",),
        ("lr_scheduler",),
        ("lr_warmup_steps",),
        ("lr_num_cycles",),
        ("lr_power",),
        ("scale_lr",),
        ("max_train_steps",),
        ("num_train_epochs",),
        ("gradient_accumulation_steps",),
        ("max_steps",),
        ("warmup",),
        ("warmup_steps",),
        ("warmup_epochs",),
        ("warmup_start_lr",),
        ("eta_min",),
        ("min_lr",),
        ("get_scheduler",),
        ("total",),
    )
    places = (Place("batch_size", ("train_batch_size",)),)
    shapes = ("constant", "cosine", "polynomial")

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One set of flags for each shape, two for a line to 0."""
        shape, values = description.shape, description.values
        if shape == "constant":
            yield _flags(description, values["rate"], "constant_with_warmup" if description.warmup else "constant", {})
        elif shape == "cosine":
            yield _flags(description, values["base"], "cosine", {})
        elif shape == "polynomial":
            if values["power"] == 1.0:
                yield _flags(description, values["base"], "linear", {})
            yield _flags(description, values["base"], "polynomial", {"lr_power": values["power"]})
        elif (body := after_warmup(description, curve)).name == "cosine_hard_restarts":
            own = {"lr_num_cycles": body.arguments["cycles"]}
            yield _flags(description, body.arguments["peak"], "cosine_with_restarts", own)

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """A warmup starts at 0, a decay ends with the run, at 0 or for a polynomial at 1e-7."""
        shape, values = description.shape, description.values
        if description.warmup and description.start:
            yield tr("a warmup that starts at {:g} (a script's starts at 0)", description.start)
        if shape in ("cosine", "polynomial"):
            end = values["floor"] if shape == "cosine" else values["end"]
            if end and not (shape == "polynomial" and end == LR_END):
                yield tr("a {} decay that ends at {:g} (a script's ends at 0, a polynomial at 1e-7)", shape, end)
            elif shape == "polynomial" and not end and values["power"] != 1.0:
                yield tr("a polynomial that ends at 0 (a script's ends at 1e-7)")
            if values["span"] != description.left:
                yield tr(
                    "a {} decay over {} updates where {} are left of the run", shape, values["span"], description.left
                )


def _flags(description: ShapeDescription, rate: float, name: str, own: dict[str, Any]) -> dict[str, Any]:
    warmup = {"lr_warmup_steps": description.warmup}
    return {"learning_rate": rate, "lr_scheduler": name, "max_train_steps": description.total, **warmup, **own}


WRITER = PaddleMIXWriter()
