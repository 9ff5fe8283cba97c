"""PaddleClas: everything in epochs; what follows a warmup counts from its end."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, named, value_at

_BASE = ("learning_rate", "warmup_epoch", "warmup_start_lr", "last_epoch", "by_epoch", "verbose")
_COMPUTED = ("epochs", "step_each_epoch")
_TAKES: dict[str, tuple[str, ...]] = {
    "Constant": ("learning_rate", "last_epoch"),
    "ConstLR": _BASE,
    "Cosine": (*_BASE, "eta_min"),
    "Linear": (*_BASE, "end_lr", "power", "cycle"),
    "Step": (*_BASE, "step_size", "gamma"),
    "Piecewise": (*_BASE, "decay_epochs", "values"),
    "MultiStepDecay": (*_BASE, "milestones", "gamma"),
}
_SHAPES = {
    "Constant": "constant",
    "ConstLR": "constant",
    "Cosine": "cosine",
    "Linear": "polynomial",
    "Step": "step",
    "Piecewise": "piecewise",
    "MultiStepDecay": "multistep",
    "ReduceOnPlateau": "plateau",
}


def read(document: Document, index: int, steps: int | None) -> ScheduleFields | None:
    """The fields of ``Global.epochs`` and ``Optimizer.lr``."""
    place = _optimizer(document, index)
    optimizer = document.get(place)
    section = (*place, "lr")
    lr = document.get(section)
    if not isinstance(optimizer, Mapping) or not isinstance(lr, Mapping):
        return None
    name = lr.get("name", "Constant")
    discarded = name == "Piecewise" and bool(lr.get("learning_rate"))
    values = None if discarded else value_at(document, (*section, "values"))
    marks = "decay_epochs" if name == "Piecewise" else "milestones"
    rate = value_at(document, (*section, "learning_rate")) or value_at(document, (*section, "max_learning_rate"))
    takes = _TAKES.get(name, ()) if isinstance(name, str) else ()
    given = {key: value for key, value in lr.items() if key != "name"}
    return ScheduleFields(
        named(_SHAPES, name),
        str(name),
        section,
        run=value_at(document, ("Global", "epochs")),
        rate=rate or _first(values),
        milestones=None if discarded else value_at(document, (*section, marks)),
        values=values,
        gamma=value_at(document, (*section, "gamma")),
        step_size=value_at(document, (*section, "step_size")),
        floor=value_at(document, (*section, "end_lr" if name == "Linear" else "eta_min")),
        warmup=value_at(document, (*section, "warmup_epoch")),
        start=value_at(document, (*section, "warmup_start_lr")),
        batch=value_at(document, ("DataLoader", "Train", "sampler", "batch_size")),
        delayed=True,
        optimizer=str(optimizer.get("name") or (place[-1] if len(place) > 1 else "")),
        pretrained=document.get(("Arch", "pretrained")) is True or bool(document.get(("Global", "pretrained_model"))),
        arguments=(ClassArguments(section, given, takes, True, _COMPUTED, str(name)),) if takes else (),
    )


def _optimizer(document: Document, index: int) -> Path:
    listed = document.get(("Optimizer", index))
    if isinstance(document.data.get("Optimizer"), list) and isinstance(listed, Mapping) and listed:
        return ("Optimizer", index, next(iter(listed)))
    return ("Optimizer",)


def _first(values: Any) -> ConfigValue | None:
    return ConfigValue(values.value[0], values.path) if values and values.numbers else None
