"""The parts of a PASSL schedule: lengths in ticks, which are updates or epochs; what a warmup covers is not delayed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.errors import shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteFields
from paddle_lrkit.suites.config_value import ConfigValue, SectionValues
from paddle_lrkit.suites.passl import tasks, v110
from paddle_lrkit.suites.passl.detect import V110
from paddle_lrkit.suites.passl.reader import entry_of
from paddle_lrkit.suites.passl.task_classes import CLASSES as TASK_CLASSES
from paddle_lrkit.suites.passl.v110_classes import CLASSES as V110_CLASSES
from paddle_lrkit.suites.quantity import Quantity, QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, class_arguments
from paddle_lrkit.suites.shape import ShapeName
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

_TASK_COMPUTED = ("run", "epochs", "step_each_epoch")
_RATES = (
    *("learning_rate", "values", "eta_min", "linear_end", "warmup_start_lr", "warmup_end_lr"),
    *("start_lr", "end_lr", "lr"),
)
_TICKS: dict[str, QuantityKind] = {"boundaries": "updates", "milestones": "updates", "warmup_steps": "updates"}
_V110_TICKS: dict[str, dict[str, QuantityKind]] = {
    "CosineWarmup": {"T_max": "updates", "warmup_steps": "updates"},
    "Cosine": {"T_max": "updates", "warmup_steps": "updates"},
    "Cosinesimclr": {"T_max": "period"},
    "TimmCosine": {"T_max": "period", "warmup_epoch": "updates"},
    "ViTLRScheduler": {"warmup_steps": "updates"},
}
"""Class of PASSL 1.1 -> its lengths in ticks, which PASSL does not multiply by the updates of an epoch."""
_SCALED = {"CosineAnnealingDecay": "T_max", "MultiStepDecay": "milestones", "ViTLRScheduler": "T_max"}
"""Class of PASSL 1.1 -> its length in epochs."""


class PASSLFields(SuiteFields):
    """``LRScheduler``, ``Optimizer.lr``, the ``lr`` of a group of parameters, or ``lr_scheduler``."""

    def read(self, document: Document, selection: Selection, steps: int | None) -> ScheduleFields | None:
        """The fields of the class that ``name`` names."""
        if entry_of(document, selection.entry) == V110:
            return _v110_fields(document)
        found = tasks.task_schedule(document, selection.optimizer_index)
        return None if found is None else _task_fields(document, found)


def _task_fields(document: Document, found: tasks.TaskSchedule) -> ScheduleFields | None:
    path, value, top = found.path, document.get(found.path), SectionValues(document)
    general: dict[str, Any] = {
        "run": top("Global", "epochs"),
        "batch": top(*tasks.BATCH_SIZE),
        "optimizer": str(document.get(("Optimizer", "name"), "")),
        "optimizer_key": ("Optimizer", "name"),
        "pretrained": bool(document.get(("Global", "pretrained_model"))),
    }
    if not isinstance(value, Mapping):
        rate = ConfigValue(value, path)
        return ScheduleFields(
            "constant",
            "",
            path[:-1],
            rate=rate,
            quantities=(Quantity(rate, "rate"),),
            behaviour=_behaviour(),
            **general,
        )
    given = {key: item for key, item in value.items() if key != "name"}
    name, unit = _name(value), "it" if found.unit == "step" else "ep"
    counted = "ep" if found.sets_unit or given.get("decay_unit", "epoch") == "epoch" else "it"
    counted = unit if found.sets_unit else counted
    at = SectionValues(document, path)
    arguments = class_arguments(path, given, name, TASK_CLASSES, _TASK_COMPUTED)
    takes = arguments[0].takes if arguments else ("learning_rate",)
    if "decay_unit" not in takes:  # the trainer reads it
        own = {key: item for key, item in given.items() if key != "decay_unit"}
        arguments = tuple(replace(part, given=own) for part in arguments)
    linear = name == "ViTLRScheduler" and given.get("decay_type") == "linear"
    shape: ShapeName = "polynomial" if linear else class_shape(name, TASK_CLASSES) if "name" in value else "constant"
    warmup = _task_warmup(at, takes, counted)
    mixed = _mixed(name, found.unit, counted if "decay_unit" in takes else "it" if name == "ViTLRScheduler" else unit)
    limit = top("Global", "max_train_step")
    return ScheduleFields(
        shape,
        name,
        path,
        rate=at("learning_rate") or (values.first if (values := at("values")) else None),
        milestones=at("boundaries" if "boundaries" in takes else "milestones"),
        values=at("values") if "values" in takes else None,
        gamma=at("gamma"),
        floor=at("linear_end" if linear else "eta_min"),
        warmup=warmup,
        start=at("warmup_start_lr") if "warmup_start_lr" in takes else None,
        quantities=(
            *_quantities(arguments or (ClassArguments(path, given, takes),), _TICKS if unit == "it" else {}),
            *([Quantity(limit, "updates")] if limit else []),
        ),
        unit=unit,
        warmup_unit="it" if warmup is not None and (warmup.path[-1] == "warmup_steps" or mixed) else "ep",
        arguments=arguments,
        behaviour=_behaviour()._replace(
            span_is_run=not mixed and name in ("TimmCosine", "ViTLRScheduler", "Poly"),
            mixes_units=mixed,
        ),
        **general,
    )


def _task_warmup(at: SectionValues, takes: tuple[str, ...], counted: str) -> ConfigValue | None:
    """The warmup that the class uses: in updates and in epochs, or by ``decay_unit``."""
    if "warmup_epoch" in takes:
        return at("warmup_epoch")
    if "warmup_steps" not in takes:
        return None
    steps, epochs = at("warmup_steps"), at("warmup_epochs")
    if "warmup_epochs" not in takes or (counted == "it" and (steps is None or steps.is_positive or epochs is None)):
        return steps
    return epochs


def _mixed(name: str, unit: Any, counted: str) -> str:
    """What is wrong with ticks that the class counts in another unit, or that never come; empty for nothing."""
    if unit not in ("step", "epoch"):
        return tr("PASSL never ticks with the decay_unit {}; it must be step or epoch", shown(unit))
    if counted == "it" and unit == "epoch":
        return tr("{} counts updates, and PASSL ticks it after each epoch", name)
    if counted == "ep" and unit == "step":
        return tr("decay_unit is not given: PASSL ticks {0} after each update, and {0} counts epochs", name)
    return ""


def _v110_fields(document: Document) -> ScheduleFields | None:
    path: Path = ("lr_scheduler",)
    value, top = document.get(path), SectionValues(document)
    if not isinstance(value, Mapping):
        return None
    name, by_epoch = _name(value), document.get(("lr_config", "unit")) == "epoch"
    inner = value.get("learning_rate") if name == "LinearWarmup" else None
    at, ticks = SectionValues(document, path), "ep" if by_epoch else "it"
    parts = list(_v110_arguments(path, value, name))
    body, kind = at, name
    if isinstance(inner, Mapping):
        kind = _name(inner)
        body = SectionValues(document, (*path, "learning_rate"))
        parts += _v110_arguments((*path, "learning_rate"), inner, kind)
    byol, simclr = bool(document.get(("use_byol_iters",))), name == "simclrCosineWarmup"
    scaled = kind in _SCALED and not by_epoch and not byol
    wrong = kind in _SCALED and by_epoch
    lengths = {} if by_epoch else _V110_TICKS.get(kind, {})
    batch = top("global_batch_size") if byol else None
    warmup = at("warmup_epochs") if simclr else at("warmup_epoch") or at("warmup_steps")
    span = None if simclr or (kind in _SCALED and not scaled) else body("T_max")
    limit = None if document.get(("epochs",)) else top("total_iters")
    return ScheduleFields(
        class_shape(kind, V110_CLASSES),
        name,
        path,
        run=limit or top("epochs"),
        run_unit="it" if limit else "ep",
        rate=None if simclr else body("learning_rate") if kind != "LinearWarmup" else at("end_lr"),
        milestones=body("milestones") if scaled else None,
        gamma=body("gamma"),
        span=span,
        floor=body("eta_min"),
        warmup=warmup,
        start=at("start_lr") or at("warmup_start_lr") if not simclr else None,
        batch=top(*v110.BATCH_SIZE),
        quantities=(*_quantities(parts, lengths), *([Quantity(batch, "samples")] if batch else [])),
        batch_scaling=at("learning_rate_scaling") if simclr else None,
        unit="ep" if kind in _SCALED else ticks,
        warmup_unit="ep" if name == "LinearWarmup" or simclr else ticks,
        delayed=name == "LinearWarmup",
        span_from_warmup=name == "LinearWarmup",
        optimizer=str(document.get(("optimizer", "name"), "")),
        optimizer_key=("optimizer", "name"),
        arguments=tuple(parts),
        behaviour=_behaviour()._replace(
            whole_warmup=name == "LinearWarmup",
            without_warmup=tr("write the schedule in learning_rate alone") if name == "LinearWarmup" else "",
            mixes_units=tr("{} counts updates, and PASSL ticks it after each epoch", kind) if wrong else "",
        ),
    )


def _name(section: Mapping[str, Any]) -> str:
    found = section.get("name", "")
    return found if isinstance(found, str) else ""


def _v110_arguments(path: Path, value: Mapping[str, Any], name: Any) -> tuple[ClassArguments, ...]:
    given = {key: item for key, item in value.items() if key != "name"}
    return class_arguments(path, given, name, V110_CLASSES, ("run",))


def _quantities(
    arguments: tuple[ClassArguments, ...] | list[ClassArguments], lengths: Mapping[str, QuantityKind]
) -> tuple[Quantity, ...]:
    """All rates of the classes, and their lengths in updates; nothing of a key that a class ignores."""
    found: list[Quantity] = []
    for part in arguments:
        kinds: dict[str, QuantityKind] = {**dict.fromkeys(_RATES, "rate"), **lengths}
        taken = {key: kinds[key] for key in kinds if key in part.takes and not isinstance(part.given.get(key), Mapping)}
        found += argument_quantities([part], taken)
    return tuple(found)


def _behaviour() -> SuiteBehaviour:
    return SuiteBehaviour(batch_per_gpu=True, casts_text=lambda path: not any(isinstance(step, int) for step in path))


FIELDS = PASSLFields()
