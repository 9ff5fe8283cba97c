"""The parts of a PaddleVideo schedule: lengths are epochs, except the boundaries of ``CustomPiecewiseDecay``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.paddle.fields import class_fields, warmed_fields
from paddle_lrkit.suites.ppvideo.classes import CLASSES
from paddle_lrkit.suites.ppvideo.reader import BATCH_SIZE
from paddle_lrkit.suites.quantity import Quantity, QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ScheduleFields, class_arguments
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_SECTION = ("OPTIMIZER", "learning_rate")
_GLOBAL_BATCH = ("GRADIENT_ACCUMULATION", "global_batch_size")
_PARTS = {
    "rate": ("cosine_base_lr", "step_base_lr", "base_lr"),
    "milestones": ("boundaries",),
    "gamma": ("lr_decay_rate",),
    "span": ("max_epoch",),
    "floor": ("min_lr",),
    "warmup": ("warmup_epochs", "warmup_iters"),
    "start": ("warmup_start_lr", "warmup_ratio"),
}
"""Part of a schedule -> its names in PaddleVideo's own classes."""
_RATES: dict[str, QuantityKind] = dict.fromkeys(
    (
        *("learning_rate", "max_learning_rate", "base_learning_rate", "end_learning_rate", "values"),
        *("start_lr", "end_lr", "eta_min", "min_lr"),
        *("warmup_start_lr", "cosine_base_lr", "step_base_lr", "base_lr"),
    ),
    "rate",
)


class PaddleVideoFields(SuiteFields):
    """``epochs`` and ``OPTIMIZER.learning_rate``."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the class that ``name`` names."""
        lr = document.get(_SECTION)
        if not isinstance(lr, Mapping):
            return None
        top = SectionValues(document)
        fields = _fields(document, _SECTION, lr)
        samples = top(*_GLOBAL_BATCH)
        quantities = (*fields.quantities, *([Quantity(samples, "samples")] if samples else []))
        return replace(
            fields,
            run=top("epochs"),
            run_unit="ep",
            batch=top("DATASET", "batch_size") or ConfigValue(BATCH_SIZE, ("DATASET",), default_key="batch_size"),
            quantities=quantities,
            optimizer=str(document.get(("OPTIMIZER", "name"), "")),
            pretrained=bool(document.get(("MODEL", "backbone", "pretrained"))),
            behaviour=SuiteBehaviour(
                any_order=fields.name == "CustomWarmupAdjustDecay",
                batch_per_gpu=True,
                accumulates_by=tr(
                    "PaddleVideo accumulates up to the samples in GRADIENT_ACCUMULATION.global_batch_size; leave "
                    "--accumulate out and set that key"
                ),
                warmup_on_plateau=tr("feeds it epoch numbers as the metric"),
                without_overshoot=(
                    tr("num_iters: 1  # instead of iter_step, so that an epoch of the warmup has one rate")
                    if fields.name == "CustomWarmupAdjustDecay"
                    else ""
                ),
            ),
        )


def _fields(document: Document, section: Path, lr: Mapping[str, Any]) -> ScheduleFields:
    name = lr.get("name")
    given = {key: value for key, value in lr.items() if key not in ("name", "iter_step")}
    if name == "LinearWarmup":
        inner = lr.get("learning_rate")
        below = _fields(document, (*section, "learning_rate"), inner) if isinstance(inner, Mapping) else None
        return _in_epochs(warmed_fields(document, section, given, below))
    if not isinstance(name, str) or not name.startswith("Custom"):
        return _in_epochs(class_fields(document, section, name, given))
    return _own_fields(document, section, name, given)


def _in_epochs(fields: ScheduleFields) -> ScheduleFields:
    """The fields of a class that ticks after each epoch."""
    quantities = argument_quantities(fields.arguments, _RATES)
    return replace(fields, unit="ep", warmup_unit="ep", run_unit="ep", quantities=quantities)


def _own_fields(document: Document, section: Path, name: str, given: Mapping[str, Any]) -> ScheduleFields:
    """The fields of one of PaddleVideo's own classes, whose milestones count from the start of the run."""
    at = SectionValues(document, section)
    parts: dict[str, Any] = {part: next(filter(None, map(at, keys)), None) for part, keys in _PARTS.items()}
    computed = ("num_iters",) if document.get((*section, "iter_step")) else ()
    arguments = class_arguments(section, given, name, CLASSES, computed)
    quantities = argument_quantities(arguments, _RATES)
    if name == "CustomPiecewiseDecay":
        batches = argument_quantities(arguments, {"boundaries": "batches"})
        values = at("values")
        parts |= {"values": values, "rate": values.first if values else None}
        return ScheduleFields(
            "piecewise", name, section, **parts, unit="it", arguments=arguments, quantities=(*quantities, *batches)
        )
    if name == "CustomWarmupPiecewiseDecay":
        parts |= {"milestones": _later(at("steps")), "values": _used(at("lrs"), at("steps"))}
    shape, relative = class_shape(name, CLASSES), at("warmup_ratio") is not None
    return ScheduleFields(
        shape, name, section, **parts, start_relative=relative, arguments=arguments, quantities=quantities
    )


def _later(steps: ConfigValue | None) -> ConfigValue | None:
    """``steps`` without the first one, which is the start of the run."""
    if steps is None or not isinstance(steps.value, list):
        return steps
    return steps._replace(value=steps.value[1:], head=tuple(steps.value[:1]))


def _used(factors: ConfigValue | None, steps: ConfigValue | None) -> ConfigValue | None:
    """``lrs`` without those that no step uses."""
    if factors is None or steps is None or not isinstance(factors.value, list) or not isinstance(steps.value, list):
        return factors
    return factors._replace(value=factors.value[: max(len(steps.value), 1)])


FIELDS = PaddleVideoFields()
