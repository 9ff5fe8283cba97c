"""Writes schedules as configs of PaddleViT's semantic segmentation.

Those of its image classification move the rate once an epoch, which no other suite's schedule does by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place
from paddle_lrkit.suites.shape import ShapeDescription

_OPTIMIZER = ("TRAIN", "OPTIMIZER")


class PaddleViTWriter(SuiteWriter):
    """``TRAIN.ITERS`` and ``TRAIN.LR_SCHEDULER``."""

    keys = tuple(
        ("TRAIN", key)
        for key in (
            *("ITERS", "LR_SCHEDULER", "BASE_LR", "END_LR", "POWER", "DECAY_STEPS", "NUM_EPOCHS", "WARMUP_EPOCHS"),
            *("WARMUP_START_LR", "ACCUM_ITER", "LINEAR_SCALED_LR", "LAST_EPOCH"),
        )
    )
    places = (
        Place("optimizer", (*_OPTIMIZER, "NAME"), names={"Momentum": ("SGD", "sgd"), "AdamW": ("AdamW", "adamw")}),
        Place("momentum", (*_OPTIMIZER, "MOMENTUM")),
        Place("use_nesterov", (*_OPTIMIZER, "NESTEROV")),
        Place("epsilon", (*_OPTIMIZER, "EPS")),
        *(Place(name, (*_OPTIMIZER, "WEIGHT_DECAY")) for name in ("weight_decay", "l2")),
        *(Place(name, ("TRAIN", "WEIGHT_DECAY"), written=False) for name in ("weight_decay", "l2")),
        Place("clip_norm", (*_OPTIMIZER, "GRAD_CLIP")),
        Place("clip_norm", ("TRAIN", "GRAD_CLIP"), written=False),
        Place("batch_size", ("DATA", "BATCH_SIZE")),
    )
    shapes = ("constant", "cosine", "polynomial", "piecewise")

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One section for each shape."""
        values, total = description.values, description.total
        if description.shape == "constant" and not description.warmup:
            yield _polynomial(total, values["rate"], values["rate"], 1.0)
        elif description.shape == "constant":
            yield _section(description, "WarmupCosineLR", values["rate"], values["rate"])
        elif description.shape == "cosine" and not description.warmup:
            yield _section(description, "WarmupCosineLR", values["base"], values["floor"])
        elif description.shape == "polynomial" and not description.warmup:
            yield _polynomial(total, values["base"], values["end"], values["power"])
        elif description.shape == "polynomial":
            power = {"POWER": float(values["power"])}
            yield _section(description, "WarmupPolyLR", values["base"], values["end"], power)
        elif description.shape == "piecewise" and description.gamma is not None and description.warmup:
            steps = {"MILESTONES": description.boundaries, "GAMMA": description.gamma}
            yield _section(description, "WarmupMultiStepLR", values["rates"][0], 0.0, steps)

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """What the four classes of its segmentation have no key for."""
        shape, values = description.shape, description.values
        if shape == "cosine" and description.warmup:
            yield tr("a cosine that starts after a warmup (WarmupCosineLR covers its start)")
        if shape in ("cosine", "polynomial") and values["span"] != description.left:
            yield tr("a {} decay over {} updates where {} are left of the run", shape, values["span"], description.left)
        if shape == "polynomial" and description.warmup and values["end"] != description.start:
            yield tr("a polynomial that does not end at the first rate of its warmup (WarmupPolyLR)")
        if shape == "piecewise":
            if description.gamma is None:
                yield tr("steps of different factors")
            if not description.warmup or description.start:
                yield tr("steps without a warmup from 0 (WarmupMultiStepLR divides by its length)")


def _polynomial(total: int, base: float, end: float, power: float) -> dict[str, Any]:
    own = {"BASE_LR": float(base), "END_LR": float(end), "POWER": float(power)}
    return {"TRAIN": {"ITERS": total, **own, "LR_SCHEDULER": {"NAME": "PolynomialDecay"}}}


def _section(
    description: ShapeDescription, name: str, base: float, end: float, more: dict[str, Any] | None = None
) -> dict[str, Any]:
    scheduler = {"NAME": name, "WARM_UP_STEPS": description.warmup}
    if name != "WarmupMultiStepLR" and description.warmup:
        scheduler["WARM_UP_LR_INIT"] = float(description.start)
    run = {"ITERS": description.total, "BASE_LR": float(base), "END_LR": float(end)}
    return {"TRAIN": {**run, "LR_SCHEDULER": {**scheduler, **(more or {})}}}


WRITER = PaddleViTWriter()
