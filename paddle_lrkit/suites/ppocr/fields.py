"""PaddleOCR: everything in epochs; what follows a warmup counts from its end, and spans are not shortened by it."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, named, value_at

_BASE = ("learning_rate", "warmup_epoch", "last_epoch")
_TAKES: dict[str, tuple[str, ...]] = {
    "Const": _BASE,
    "Cosine": _BASE,
    "Linear": (*_BASE, "end_lr", "power"),
    "Step": (*_BASE, "step_size", "gamma"),
    "Piecewise": ("decay_epochs", "values", "warmup_epoch", "last_epoch"),
    "MultiStepDecay": (*_BASE, "milestones", "gamma"),
    "CyclicalCosine": (*_BASE, "cycle"),
    "OneCycle": ("max_lr", "anneal_strategy", "three_phase", "warmup_epoch", "last_epoch"),
    "TwoStepCosine": _BASE,
    "DecayLearningRate": ("learning_rate", "factor"),
    "LinearWarmupCosine": ("learning_rate", "start_lr", "min_lr", "warmup_steps", "last_epoch"),
}
_SHAPES = {
    "Const": "constant",
    "Cosine": "cosine",
    "Linear": "polynomial",
    "DecayLearningRate": "polynomial",
    "Step": "step",
    "Piecewise": "piecewise",
    "MultiStepDecay": "multistep",
    "LinearWarmupCosine": "cosine",
}


def read(document: Document, index: int, steps: int | None) -> ScheduleFields | None:
    """The fields of ``Global.epoch_num`` and ``Optimizer.lr``."""
    section = ("Optimizer", "lr")
    lr = document.get(section)
    if not isinstance(lr, Mapping):
        return None
    name = lr.get("name", "Const")
    values = value_at(document, (*section, "values"))
    first = ConfigValue(values.value[0], values.path) if values and values.numbers else None
    in_updates = name == "LinearWarmupCosine"
    takes = _TAKES.get(name, ()) if isinstance(name, str) else ()
    given = {key: value for key, value in lr.items() if key != "name"}
    run = value_at(document, ("Global", "epoch_num"))
    start_key, floor_key = ("start_lr", "min_lr") if in_updates else ("", "end_lr" if name == "Linear" else "")
    return ScheduleFields(
        named(_SHAPES, name),
        str(name),
        section,
        run=run,
        rate=first or value_at(document, (*section, "max_lr")) or value_at(document, (*section, "learning_rate")),
        milestones=value_at(document, (*section, "decay_epochs" if name == "Piecewise" else "milestones")),
        values=values,
        gamma=value_at(document, (*section, "gamma")),
        step_size=value_at(document, (*section, "step_size")),
        floor=value_at(document, (*section, floor_key)) if floor_key else None,
        warmup=value_at(document, (*section, "warmup_steps" if in_updates else "warmup_epoch")),
        start=value_at(document, (*section, start_key)) if start_key else ConfigValue(0.0, section),
        batch=value_at(document, ("Train", "loader", "batch_size_per_card")),
        warmup_unit="it" if in_updates else "ep",
        delayed=True,
        span_from_warmup=named(_SHAPES, name) in ("cosine", "polynomial"),
        optimizer=str(document.get(("Optimizer", "name"), "")),
        pretrained=bool(document.get(("Global", "pretrained_model"))),
        arguments=(ClassArguments(section, given, takes, True, ("epochs", "step_each_epoch"), str(name)),)
        if takes
        else (),
    )
