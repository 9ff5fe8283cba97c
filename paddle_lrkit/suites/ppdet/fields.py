"""PaddleDetection: milestones and spans in epochs of the run, a warmup in updates unless ``epochs`` is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, value_at

_TAKES = {
    "PiecewiseDecay": ("gamma", "milestones", "values", "use_warmup"),
    "CosineDecay": ("max_epochs", "use_warmup", "min_lr_ratio", "last_plateau_epochs"),
    "LinearWarmup": ("steps", "start_factor", "epochs", "epochs_first"),
    "ExpWarmup": ("steps", "epochs", "power"),
}
_ROOT = ("LearningRate",)
_LIST = ("LearningRate", "schedulers")


def read(document: Document, index: int, steps: int | None) -> ScheduleFields | None:
    """The fields of ``epoch`` and ``LearningRate``."""
    section = document.get(_ROOT)
    if not isinstance(section, Mapping):
        return None
    arguments = [entry for place, value in enumerate(_written(section)) if (entry := _entry((*_LIST, place), value))]
    top = ClassArguments(_ROOT, section, ("base_lr", "schedulers"), False, name="LearningRate")
    fields = ScheduleFields(
        "other",
        arguments[0].name if arguments else "PiecewiseDecay",
        _ROOT,
        run=value_at(document, ("epoch",)),
        rate=value_at(document, (*_ROOT, "base_lr")) or ConfigValue(0.01, _ROOT),
        batch=value_at(document, ("TrainReader", "batch_size")),
        optimizer=str(document.get(("OptimizerBuilder", "optimizer", "type"), "")),
        pretrained=bool(document.get(("pretrain_weights",))),
        arguments=(top, *arguments),
    )
    if not arguments:
        return replace(
            fields, shape="multistep", milestones=ConfigValue([8, 11], _ROOT), gamma=ConfigValue([0.1, 0.01], _ROOT)
        )
    return _with_warmup(_with_decay(fields, arguments[0]), arguments)


def _written(section: Mapping[str, Any]) -> list[Any]:
    arguments = section.get("schedulers")
    return arguments if isinstance(arguments, list) else []


def _entry(path: Path, value: Any) -> ClassArguments | None:
    if isinstance(value, Tagged):
        name, given = value.name, value.value
    elif isinstance(value, Mapping):
        name = value.get("name", value.get("__tag__"))
        given = {key: part for key, part in value.items() if key not in ("name", "__tag__")}
    else:
        return None
    takes = _TAKES.get(str(name), ())
    in_order = isinstance(given, list)
    if isinstance(given, list):
        given = dict(zip(takes, given, strict=False))
    given = given if isinstance(given, Mapping) else {}
    return ClassArguments(path, given, takes, False, name=str(name), in_order=in_order) if takes else None


def _part(entry: ClassArguments, key: str, default: Any = None) -> ConfigValue | None:
    if key in entry.given:
        return ConfigValue(entry.given[key], (*entry.path, entry.takes.index(key) if entry.in_order else key))
    return None if default is None else ConfigValue(default, entry.path)


def _with_decay(fields: ScheduleFields, entry: ClassArguments) -> ScheduleFields:
    if entry.name == "CosineDecay":
        span, floor = _part(entry, "max_epochs", 1000), _part(entry, "min_lr_ratio")
        return replace(fields, shape="cosine", span=span, floor=floor, floor_relative=True)
    if entry.name != "PiecewiseDecay":
        return fields
    return replace(
        fields,
        shape="piecewise" if "values" in entry.given else "multistep",
        milestones=_part(entry, "milestones", [8, 11]),
        gamma=_part(entry, "gamma", [0.1, 0.01]),
        values=_part(entry, "values"),
    )


def _with_warmup(fields: ScheduleFields, arguments: list[ClassArguments]) -> ScheduleFields:
    if len(arguments) < 2 or not arguments[0].given.get("use_warmup", True) or "Warmup" not in arguments[1].name:
        return fields
    entry = arguments[1]
    in_epochs = entry.given.get("epochs") is not None and bool(entry.given.get("epochs_first", True))
    linear = entry.name == "LinearWarmup"
    return replace(
        fields,
        warmup=_part(entry, "epochs") if in_epochs else _part(entry, "steps", 500 if linear else 1000),
        warmup_unit="ep" if in_epochs else "it",
        start=_part(entry, "start_factor", 1 / 3) if linear else ConfigValue(0.0, entry.path),
        start_relative=True,
    )
