"""Writes schedules as PaddleDetection configs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import SuiteWriter
from paddle_lrkit.suites.carried import Place, same_names
from paddle_lrkit.suites.shape import ShapeDescription

_METHOD, _PENALTY = ("OptimizerBuilder", "optimizer"), ("OptimizerBuilder", "regularizer")
_OPTIMIZER = ("momentum", "use_nesterov", "beta1", "beta2", "epsilon", "weight_decay")


class PaddleDetectionWriter(SuiteWriter):
    """``epoch`` and ``LearningRate``."""

    keys = (("epoch",), ("LearningRate",))
    places = (
        Place(
            "optimizer", (*_METHOD, "type"), names=same_names("Momentum", "SGD", "Adam", "AdamW"), default="Momentum"
        ),
        *(Place(name, (*_METHOD, name)) for name in _OPTIMIZER),
        Place("clip_norm", ("OptimizerBuilder", "clip_grad_by_norm")),
        Place("l2", (*_PENALTY, "factor"), beside={"type": "L2"}, default=1e-4, off=(_PENALTY, False)),
        Place("ema_decay", ("ema_decay",), beside={"use_ema": True}),
        Place("batch_size", ("TrainReader", "batch_size")),
    )
    shapes = ("constant", "cosine", "piecewise")
    counts_epochs = True
    stretches_cosine = True
    usual_ema = 0.9998

    def candidates(self, description: ShapeDescription, curve: Curve) -> Iterator[dict[str, Any]]:
        """One section for each shape."""
        if description.shape == "cosine":
            yield from _cosine(description)
        elif description.shape in ("constant", "piecewise"):
            yield from _piecewise(description)

    def limits(self, description: ShapeDescription) -> Iterator[str]:
        """A cosine ends with an epoch."""
        if description.shape == "cosine" and _last_epoch(description) is None:
            yield tr("a cosine that does not end at a whole epoch (max_epochs is a whole number)")

    def readable(self, section: dict[str, Any], steps_per_epoch: int | None) -> dict[str, Any]:
        """``{name: X, ..}`` for ``!X {..}``, and a warmup of whole epochs in epochs, for any batch size."""
        plain: dict[str, Any] = _without_tags(section)
        for entry in plain["LearningRate"]["schedulers"]:
            if steps_per_epoch and entry["name"] == "LinearWarmup" and entry["steps"] % steps_per_epoch == 0:
                entry["epochs"] = entry.pop("steps") // steps_per_epoch
        return plain


def _last_epoch(description: ShapeDescription) -> int | None:
    """The epoch at which a cosine ends; None when it ends inside one."""
    return description.whole_epochs(description.warmup + description.values["span"])


def _cosine(description: ShapeDescription) -> Iterator[dict[str, Any]]:
    last, base = _last_epoch(description), description.values["base"]
    if last is not None and base:
        ratio = description.values["floor"] / base
        given = {"max_epochs": last, "use_warmup": description.warmup > 0, "min_lr_ratio": ratio}
        yield _section(description, base, Tagged("CosineDecay", given))


def _piecewise(description: ShapeDescription) -> Iterator[dict[str, Any]]:
    if description.shape == "piecewise":
        marks, rates = description.in_epochs(description.boundaries), description.values["rates"]
    else:
        marks, rates = [description.epochs], [description.peak, description.peak]
    base = rates[0]
    if not description.warmup:
        table = {"milestones": marks, "values": rates, "use_warmup": False}
        yield _section(description, base, Tagged("PiecewiseDecay", table))
    elif base:
        factors = {"gamma": [rate / base for rate in rates[1:]], "milestones": marks}
        yield _section(description, base, Tagged("PiecewiseDecay", factors))


def _section(description: ShapeDescription, base: float, decay: Tagged) -> dict[str, Any]:
    schedulers, steps = [decay], description.warmup
    if steps and description.warmup_power == 1.0:
        schedulers.append(Tagged("LinearWarmup", {"start_factor": description.start / base, "steps": steps}))
    elif steps:
        schedulers.append(Tagged("ExpWarmup", {"steps": steps, "power": description.warmup_power}))
    return {"epoch": description.epochs, "LearningRate": {"base_lr": base, "schedulers": schedulers}}


def _without_tags(value: Any) -> Any:
    if isinstance(value, Tagged):
        return {"name": value.name, **_without_tags(value.value or {})}
    if isinstance(value, dict):
        return {key: _without_tags(part) for key, part in value.items()}
    return [_without_tags(part) for part in value] if isinstance(value, list) else value


WRITER = PaddleDetectionWriter()
