"""The parts of a schedule of PaddleMIX: flags of a script, or the arguments of ``get_scheduler``."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.ppmix.diffusers import DEFAULTS as LOOP_DEFAULTS
from paddle_lrkit.suites.ppmix.diffusers import SHAPES, get_scheduler
from paddle_lrkit.suites.ppmix.entries import BLIP2, CALL, EVA02, LOOP, MINIGPT4, recognised
from paddle_lrkit.suites.ppmix.trainers import DEFAULTS
from paddle_lrkit.suites.quantity import QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, class_arguments
from paddle_lrkit.suites.shape import shape_of_class
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_ACCUMULATION, _CALL = "gradient_accumulation_steps", ("get_scheduler",)
_CALL_KINDS: dict[str, QuantityKind] = {
    "learning_rate": "rate",
    "num_warmup_steps": "updates",
    "num_training_steps": "period",
}
_RATES: dict[str, QuantityKind] = dict.fromkeys(("learning_rate", "eta_min", "warmup_start_lr", "min_lr"), "rate")
_UNWARMED = ("constant", "piecewise_constant")


class PaddleMIXFields(SuiteFields):
    """The flags of the program that the entry or the keys tell."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of a program; None where the keys fit several."""
        found = recognised(document.data)
        entry = selection.entry or (found[0] if found else None)
        if entry is None:
            return None
        if entry == CALL:
            return _called(document)
        return _looped(document) if entry == LOOP else _trained(document, entry)


def _looped(document: Document) -> ScheduleFields:
    at = SectionValues(document)
    name = str(document.get(("lr_scheduler",), LOOP_DEFAULTS["lr_scheduler"]))
    run, every, written = at("max_train_steps"), at(_ACCUMULATION), at("lr_warmup_steps")
    warmed = name not in _UNWARMED
    kinds: dict[str, QuantityKind] = {"learning_rate": "rate", **({"lr_warmup_steps": "updates"} if warmed else {})}
    arguments = ClassArguments((), document.data, tuple(kinds), defaults=LOOP_DEFAULTS)
    scaling = at("scale_lr")
    return ScheduleFields(
        shape_of_class(name, SHAPES),
        name,
        (),
        run=run or at("num_train_epochs"),
        rate=at("learning_rate"),
        warmup=_times(written or at.default(LOOP_DEFAULTS["lr_warmup_steps"], "lr_warmup_steps"), every)
        if warmed
        else None,
        start=at.default(0.0) if warmed else None,
        batch=at("train_batch_size"),
        accumulation=every,
        accumulation_key=(_ACCUMULATION,),
        quantities=argument_quantities([arguments], kinds),
        ignored_warmups=(written,) if name == "constant" and written is not None and written.is_positive else (),
        class_with_warmup="lr_scheduler: constant_with_warmup",
        batch_scaling=scaling if scaling is not None and scaling.value else None,
        run_unit="it" if run is not None else "ep",
        unit="it",
        warmup_unit="it",
        optimizer="AdamW",
        behaviour=SuiteBehaviour(
            batch_per_gpu=True,
            casts_text=lambda path: True,
            usual_warmup="lr_warmup_steps: 500",
            stretches_by=int(every.number or 1) if every is not None and every.is_positive else 1,
        ),
    )


def _times(value: ConfigValue, every: ConfigValue | None) -> ConfigValue:
    """A number of updates as the scripts pass it: times the batches in an update."""
    factor = every.number if every is not None and every.is_positive else None
    if value.number is None or factor in (None, 1):
        return value
    return ConfigValue(value.number * factor, value.path, default_key=value.default_key)


def _called(document: Document) -> ScheduleFields | None:
    given = document.get(_CALL)
    if not isinstance(given, Mapping):
        return None
    at = SectionValues(document, _CALL)
    name = str(given.get("name"))
    classes = {name: ScheduleClass(get_scheduler, shape_of_class(name, SHAPES))}
    arguments = class_arguments(_CALL, given, name, classes)
    return ScheduleFields(
        shape_of_class(name, SHAPES),
        name,
        _CALL,
        run=SectionValues(document)("total") or at("num_training_steps"),
        rate=at("learning_rate") or at.default(0.1, "learning_rate"),
        span=at("num_training_steps") if name in ("linear", "cosine", "polynomial") else None,
        warmup=at("num_warmup_steps") if name not in _UNWARMED else None,
        start=at.default(0.0) if name not in _UNWARMED else None,
        quantities=argument_quantities(arguments, _CALL_KINDS),
        ignored_warmups=tuple(filter(None, [at("num_warmup_steps")])) if name == "constant" else (),
        class_with_warmup="name: constant_with_warmup",
        run_unit="it",
        unit="it",
        warmup_unit="it",
        arguments=arguments,
        behaviour=SuiteBehaviour(casts_text=lambda path: path[-1] == "step_rules"),
    )


def _trained(document: Document, entry: str) -> ScheduleFields:
    at = SectionValues(document)
    run, defaults = at("max_steps"), DEFAULTS[entry]
    in_updates = run is not None and run.is_positive
    warmup, unit = _warmup(at, entry, defaults)
    kinds = {key: kind for key, kind in _RATES.items() if key == "learning_rate" or key in defaults}
    lengths: dict[str, QuantityKind] = {"warmup_steps": "updates"} if "warmup_steps" in defaults else {}
    if entry == MINIGPT4 and unit == "it":
        lengths = {"warmup": "updates"}
    arguments = ClassArguments((), document.data, (*kinds, *lengths), defaults=_positive(defaults))
    return ScheduleFields(
        "constant" if entry == BLIP2 else "other" if entry == EVA02 else "cosine",
        entry.partition(".")[2],
        (),
        run=run if in_updates else at("num_train_epochs"),
        rate=at("learning_rate"),
        floor=at("min_lr" if entry == EVA02 else "eta_min"),
        warmup=warmup,
        start=at("warmup_start_lr") if entry in (MINIGPT4, BLIP2) else at.default(0.0),
        batch=at("per_device_train_batch_size"),
        accumulation=at(_ACCUMULATION),
        accumulation_key=(_ACCUMULATION,),
        quantities=argument_quantities([arguments], {**kinds, **lengths}),
        run_unit="it" if in_updates else "ep",
        unit="it",
        warmup_unit=unit,
        optimizer="AdamW",
        behaviour=SuiteBehaviour(batch_per_gpu=True),
    )


def _positive(defaults: Mapping[str, Any]) -> dict[str, Any]:
    """The defaults that are numbers of a schedule; a length of 0 or -1 means none."""
    return {key: value for key, value in defaults.items() if value > 0 or key in _RATES}


def _warmup(at: SectionValues, entry: str, defaults: Mapping[str, Any]) -> tuple[ConfigValue | None, str]:
    """The warmup and its unit."""
    if entry == MINIGPT4:
        warmup = at("warmup") or at.default(defaults["warmup"], "warmup")
        return warmup, "%" if isinstance(warmup.value, float) else "it"
    steps = at("warmup_steps")
    if entry == EVA02 and not (steps is not None and steps.is_positive):
        return at("warmup_epochs") or at.default(defaults["warmup_epochs"], "warmup_epochs"), "ep"
    return steps, "it"


FIELDS = PaddleMIXFields()
