"""Writes schedules in our own dialect."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.lrkit.composed import describe
from paddle_lrkit.suites.shape import ShapeDescription

_OPTIMIZERS = ("Momentum", "SGD", "Adam", "AdamW", "Lamb")


class OwnDialectWriter(SuiteWriter):
    """``Global`` and ``Optimizer``; every curve can be written, if need be family by family."""

    keys = (("Global", "epochs"), ("Global", "updates"), ("Optimizer", "lr"))
    shapes = ("constant", "cosine", "polynomial", "exponential", "piecewise", "other")

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
        elif description.shape == "piecewise":
            own = {"boundaries": [_updates(mark) for mark in description.boundaries], "values": values["rates"]}
            yield _warmed(description, {"name": "PiecewiseDecay", **own})
        yield _section(description, {"name": "Composed", "curve": describe(curve)})

    def config(
        self, section: dict[str, Any], others: dict[str, Any], old_keys: Iterable[tuple[str, ...]]
    ) -> dict[str, Any]:
        """The schedule alone, with the optimizer's name: our dialect refuses keys of other suites."""
        return {"Global": section["Global"], "Optimizer": {"name": _optimizer(others), **section["Optimizer"]}}


def _optimizer(data: dict[str, Any]) -> str:
    """The optimizer of a suite's config under our name; Momentum when it is another or none."""
    section = data.get("Optimizer") or data.get("optimizer") or {}
    builder = data.get("OptimizerBuilder")
    if isinstance(builder, dict):
        section = builder.get("optimizer") or {}
    name: Any = ""
    if isinstance(section, dict):
        name = section.get("name") or section.get("type")
    elif isinstance(section, list) and section and isinstance(section[0], dict):
        name = next(iter(section[0]), "")
    return next((known for known in _OPTIMIZERS if known.lower() == str(name).lower()), "Momentum")


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
