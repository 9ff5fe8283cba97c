"""Writes schedules as configs of PASSL's tasks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place, same_names
from paddle_lrkit.suites.passl.tasks import BATCH_SIZE
from paddle_lrkit.suites.passl.v110 import BATCH_SIZE as V110_BATCH_SIZE
from paddle_lrkit.suites.shape import ShapeDescription

_V110_PLACES = (
    Place("optimizer", ("optimizer", "name"), names=same_names("Momentum", "AdamW"), written=False),
    *(Place(name, ("optimizer", name), written=False) for name in ("momentum", "beta1", "beta2", "epsilon")),
    *(Place(name, ("optimizer", "weight_decay"), written=False) for name in ("weight_decay", "l2")),
    Place("batch_size", tuple(map(str, V110_BATCH_SIZE)), written=False),
)


class PASSLWriter(SuiteWriter):
    """``Global.epochs`` and ``LRScheduler``, ticked after each update."""

    keys = (
        *(("Global", "epochs"), ("LRScheduler",), ("Optimizer", "lr"), ("Optimizer", "lr_decay_unit")),
        *(("epochs",), ("lr_scheduler",), ("lr_config",)),
    )
    places = (
        Place("optimizer", ("Optimizer", "name"), names=same_names("Momentum", "AdamW")),
        Place("momentum", ("Optimizer", "momentum")),
        Place("epsilon", ("Optimizer", "eps")),
        *(Place(name, ("Optimizer", "weight_decay")) for name in ("weight_decay", "l2")),
        Place("clip_norm", ("Optimizer", "grad_clip", "clip_norm"), beside={"name": "ClipGradByGlobalNorm"}),
        Place("batch_size", tuple(map(str, BATCH_SIZE))),
        *_V110_PLACES,
    )
    shapes = ("constant", "cosine", "polynomial", "piecewise")
    counts_epochs = True

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One section for each shape."""
        values, start = description.values, {"warmup_start_lr": description.start}
        if description.shape == "constant":
            if not description.warmup:
                yield _section(description, {"learning_rate": values["rate"]})
            yield _step(description, [], [values["rate"]])
        elif description.shape == "piecewise":
            yield _step(description, description.boundaries, values["rates"])
        elif description.shape == "cosine":
            begin = {"last_epoch": 0} if not description.warmup else {"warmup_prefix": True, **start}
            own = {"learning_rate": values["base"], "eta_min": values["floor"], "decay_unit": "step"}
            yield _named(description, "TimmCosine", {**own, "warmup_epoch": description.warmup_epochs, **begin})
        elif description.shape == "polynomial" and values["power"] == 1:
            own = {"decay_type": "linear", "learning_rate": values["base"], "linear_end": values["end"]}
            yield _named(description, "ViTLRScheduler", {**own, "warmup_steps": description.warmup})
        elif description.shape == "polynomial" and values["power"] == 2:
            own = {"learning_rate": values["base"], "decay_unit": "step", **_warmup(description)}
            yield _named(description, "Poly", own)

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """PASSL computes the length of a decay from the run."""
        shape = description.shape
        if shape not in ("cosine", "polynomial"):
            return
        if description.values["span"] != description.left:
            span = description.values["span"]
            yield tr("a {} decay over {} updates where {} are left of the run", shape, span, description.left)
        if shape == "polynomial":
            power, end = description.values["power"], description.values["end"]
            if power not in (1, 2):
                yield tr("a polynomial of power {:g} (PASSL has 1 and 2)", power)
            elif power == 2 and end:
                yield tr("a polynomial of power 2 that does not end at 0")
            elif power == 1 and description.warmup and description.start:
                yield tr("a line after a warmup that does not start at 0")


def _step(description: ShapeDescription, boundaries: list[int], rates: list[float]) -> dict[str, Any]:
    own = {"boundaries": boundaries, "values": rates, "decay_unit": "step"}
    return _named(description, "Step", {**own, **_warmup(description)})


def _warmup(description: ShapeDescription) -> dict[str, Any]:
    if not description.warmup:
        return {}
    ends = {"warmup_start_lr": description.start, "warmup_end_lr": description.peak}
    return {"warmup_steps": description.warmup, **ends}


def _named(description: ShapeDescription, name: str, scheduler: dict[str, Any]) -> dict[str, Any]:
    return _section(description, {"name": name, **scheduler})


def _section(description: ShapeDescription, scheduler: dict[str, Any]) -> dict[str, Any]:
    return {"Global": {"epochs": description.epochs}, "LRScheduler": scheduler}


WRITER = PASSLWriter()
