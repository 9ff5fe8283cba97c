"""Writes schedules as PaddleX configs, where a recorded base config has one with the same shape."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place
from paddle_lrkit.suites.paddlex.modules import MODULES, RecordedModels, model_table
from paddle_lrkit.suites.shape import ShapeDescription

_CLASSES: dict[str, dict[str, tuple[str, ...]]] = {
    "constant": {"ppocr": ("Const",), "ppcls": ("Piecewise",)},
    "cosine": {"ppcls": ("Cosine",), "ppocr": ("Cosine",), "ppdet": ("CosineDecay",)},
    "polynomial": {"ppseg": ("PolynomialDecay",)},
    "piecewise": {"ppdet": ("PiecewiseDecay",), "ppcls": ("Piecewise",)},
    "exponential": {"paddlets": ("",)},
}


class PaddleXWriter(SuiteWriter):
    """``Train`` of a model whose base config has the schedule; PaddleX has no schedules of its own."""

    keys = (("Global", "model"), ("Train",))
    places = (Place("batch_size", ("Train", "batch_size")),)
    shapes = ("constant", "cosine", "polynomial", "exponential", "piecewise")
    counts_epochs = True

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """A model for each recorded schedule of the shape, with the length, the rate and the warmup of the curve."""
        modules = list(MODULES)
        recorded = [group for group in model_table().groups if group.run is not None and _has_shape(group, description)]
        recorded.sort(key=lambda group: modules.index(group.module))
        for group in {_kept(group): group for group in reversed(recorded)}.values():
            yield from _sections(group, description)

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """The schedule is the base config's."""
        yield tr(
            "this schedule: PaddleX has none of its own, and no base config that is recorded here has it with "
            "other epochs, rate and warmup"
        )


def _has_shape(group: RecordedModels, description: ShapeDescription) -> bool:
    how = MODULES[group.module]
    first = group.schedule["schedulers"][0] if "schedulers" in group.schedule else group.schedule
    name = first.get("name", first.get("type", ""))
    return name in _CLASSES.get(description.shape, {}).get(how.base.suite, ())


def _kept(group: RecordedModels) -> str:
    """What PaddleX keeps of a schedule, in the suite that reads it."""
    base = MODULES[group.module].base
    entries = group.schedule.get("schedulers", [group.schedule])
    written = {"ppcls": (*base.rates, "warmup_epoch"), "ppdet": ("steps",)}.get(base.suite, base.rates)
    return repr(
        (base.suite, [sorted((key, value) for key, value in one.items() if key not in written) for one in entries])
    )


def _sections(group: RecordedModels, description: ShapeDescription) -> Iterator[dict[str, Any]]:
    """The section for a config that has a batch size, and for one that keeps that of the base."""
    how, values = MODULES[group.module], description.values
    rates = values.get("rates") or [description.peak]
    train: dict[str, Any] = {
        "epochs_iters": description.total if how.base.run_unit == "it" else description.epochs,
        "learning_rate": values.get("base", values.get("rate", rates[0])),
    }
    if how.warmup_unit:
        train["warmup_steps"] = description.warmup if how.warmup_unit == "it" else description.warmup_epochs
    model = {"model": group.models[0]}
    yield {"Global": model, "Train": train}
    yield {"Global": model, "Train": {**train, "batch_size": None}}


WRITER = PaddleXWriter()
