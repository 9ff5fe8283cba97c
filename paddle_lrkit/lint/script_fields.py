"""The parts of a schedule that a script builds, each with the place of the argument that holds it."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.scripts.built_rates import class_of
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.paddle.fields import FLOORS, class_fields
from paddle_lrkit.suites.ppnlp import classes as ppnlp
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ScheduleFields, class_arguments

_WARMUP = "LinearWarmup"
_LEARNING_RATE = "learning_rate"
_PPNLP = "paddlenlp."
_RATES, _SPANS = (_LEARNING_RATE, "max_lr"), ("total_steps", "decay_step")
_FLOORS, _WARMUPS = ("lr_end", "min_lr"), ("warmup", "warmup_step", "warmup_steps")


def script_fields(document: Document, made: BuiltSchedule, path: Path) -> ScheduleFields | None:
    """The parts of a schedule; of a warmup around another schedule those of both.

    Args:
        document: The arguments as plain data, with the place of each.
        made: The schedule.
        path: Path of its arguments.
    """
    inner = made.arguments.get(_LEARNING_RATE)
    if made.name != _WARMUP or not isinstance(inner, BuiltSchedule):
        fields = _fields(document, made, path)
        return _warmed(fields, document, path) if made.name == _WARMUP else fields
    if inner.name == _WARMUP or document.get((*path, "warmup_steps")) is None:
        return None
    fields = _fields(document, inner, (*path, _LEARNING_RATE))
    outer = _fields(document, made, path)
    return replace(_warmed(fields, document, path), arguments=(*outer.arguments, *fields.arguments))


def _fields(document: Document, made: BuiltSchedule, path: Path) -> ScheduleFields:
    if made.path.startswith(_PPNLP) and made.name in ppnlp.CLASSES:
        return _ppnlp_fields(document, made, path)
    if class_of(made.path) is None:
        return ScheduleFields("other", made.name, path, run_unit="it", unit="it", warmup_unit="it")
    fields = class_fields(document, path, made.name, made.arguments)
    key = FLOORS.get(fields.shape)
    if fields.floor is None and (made.unknown_arguments or (key and key in made.arguments)):
        return replace(fields, floor=ConfigValue(None, path))
    return fields


def _ppnlp_fields(document: Document, made: BuiltSchedule, path: Path) -> ScheduleFields:
    """The parts of one of PaddleNLP's classes, whose length includes the warmup."""
    at = SectionValues(document, path)

    def first(keys: tuple[str, ...]) -> ConfigValue | None:
        return next((found for key in keys if (found := at(key)) is not None), None)

    span, warmup = first(_SPANS), first(_WARMUPS)
    if warmup is not None and isinstance(warmup.value, float) and span is not None and span.number:
        warmup = ConfigValue(int(warmup.value * span.number), warmup.path, text=str(warmup.value))
    return ScheduleFields(
        class_shape(made.name, ppnlp.CLASSES),
        made.name,
        path,
        rate=first(_RATES),
        span=span,
        floor=first(_FLOORS),
        warmup=warmup,
        run_unit="it",
        unit="it",
        warmup_unit="it",
        arguments=class_arguments(path, made.arguments, made.name, ppnlp.CLASSES),
    )


def _warmed(fields: ScheduleFields, document: Document, path: Path) -> ScheduleFields:
    at = SectionValues(document, path)
    return replace(fields, warmup=at("warmup_steps"), start=at("start_lr"))
