"""Writes schedules as PaddleVideo configs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place, same_names
from paddle_lrkit.suites.ppvideo.reader import BATCH_SIZE
from paddle_lrkit.suites.shape import ShapeDescription

_OPTIMIZER = ("momentum", "use_nesterov", "beta1", "beta2", "epsilon", "weight_decay")


class PaddleVideoWriter(SuiteWriter):
    """``epochs`` and ``OPTIMIZER.learning_rate``."""

    keys = (("epochs",), ("OPTIMIZER", "learning_rate"))
    places = (
        Place("optimizer", ("OPTIMIZER", "name"), names=same_names("Momentum", "SGD", "Adam", "AdamW", "Lamb")),
        *(Place(name, ("OPTIMIZER", name)) for name in _OPTIMIZER),
        Place("l2", ("OPTIMIZER", "weight_decay", "value"), beside={"name": "L2"}),
        Place("clip_norm", ("OPTIMIZER", "grad_clip", "value"), beside={"name": "ClipGradByGlobalNorm"}),
        Place("batch_size", ("DATASET", "batch_size"), default=BATCH_SIZE),
    )
    shapes = ("constant", "cosine", "piecewise")
    counts_epochs = True

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """A cosine to 0, or a table: in whole epochs, in batches, or after a warmup."""
        values = description.values
        if description.shape == "cosine" and not description.warmup:
            span = _epochs(description, values["span"])
            warmup = {"warmup_epochs": 0, "warmup_start_lr": values["base"]}
            own: dict[str, Any] = {
                "name": "CustomWarmupCosineDecay",
                **warmup,
                "cosine_base_lr": values["base"],
                "max_epoch": span,
            }
            yield _section(description, {"iter_step": True, **own})
        elif description.shape == "constant":
            yield from _table(description, [], [values["rate"]])
        elif description.shape == "piecewise":
            yield from _table(description, description.boundaries, values["rates"])

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """PaddleVideo has one cosine, to 0 and not moved by its warmup."""
        if description.shape == "cosine":
            if description.warmup:
                yield tr("a warmup before a cosine that begins where the warmup ends (its cosine begins with the run)")
            if description.values["floor"]:
                yield tr("a cosine that ends above 0")


def _table(description: ShapeDescription, boundaries: list[int], rates: list[float]) -> Iterator[dict[str, Any]]:
    whole = [description.whole_epochs(boundary) for boundary in boundaries]
    if not description.warmup:
        if None not in whole:
            ends, values = (whole, rates) if whole else ([description.epochs], rates * 2)
            yield _section(description, {"name": "PiecewiseDecay", "boundaries": ends, "values": values})
        own: dict[str, Any] = {"name": "CustomPiecewiseDecay", "boundaries": boundaries, "values": rates}
        yield _section(description, {"iter_step": True, **own})
        return
    for early in (0.0, 0.5):
        steps = [0, *(_epochs(description, boundary, early) for boundary in boundaries)]
        own = {
            "name": "CustomWarmupPiecewiseDecay",
            "warmup_epochs": _epochs(description, description.warmup, early),
            "warmup_start_lr": description.start,
            "step_base_lr": rates[0],
            "lrs": [rate / rates[0] for rate in rates] if rates[0] else rates,
            "gamma": 0.1,
            "steps": steps,
            "max_epoch": description.epochs,
        }
        yield _section(description, {"iter_step": True, **own})


def _epochs(description: ShapeDescription, updates: float, early: float = 0.0) -> int | float:
    """A position in epochs; inside an epoch, or where rounding moves it to another update, ``early`` updates before."""
    whole = description.whole_epochs(updates)
    if whole is not None and not early:
        return whole
    return (updates - early) / (description.steps_per_epoch or 1)


def _section(description: ShapeDescription, learning_rate: dict[str, Any]) -> dict[str, Any]:
    return {"epochs": description.epochs, "OPTIMIZER": {"learning_rate": learning_rate}}


WRITER = PaddleVideoWriter()
