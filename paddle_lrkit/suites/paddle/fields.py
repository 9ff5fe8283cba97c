"""The parts of a schedule of ``paddle.optimizer.lr``, for configs that name its classes and for Python files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.quantity import QuantityKind, argument_quantities
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ScheduleFields, class_arguments
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

SPANS = {"cosine": "T_max", "polynomial": "decay_steps"}
_OWN_SPANS, _OWN_WARMUPS = {"OneCycleLR": "total_steps"}, {"NoamDecay": "warmup_steps"}
FLOORS = {"cosine": "eta_min", "polynomial": "end_lr"}
_END_LR = CLASSES["PolynomialDecay"].parameters["end_lr"]
_RATES = (
    *("learning_rate", "max_learning_rate", "base_learning_rate", "end_learning_rate", "values"),
    *("start_lr", "end_lr", "eta_min", "min_lr"),
)
_LENGTHS = ("boundaries", "milestones", "decay_steps", "total_steps", "warmup_steps", "patience", "cooldown")
_PERIODS = ("T_max", "T_0", "step_size", "step_size_up", "step_size_down")
_KINDS: dict[str, QuantityKind] = {
    **dict.fromkeys(_RATES, "rate"),
    **dict.fromkeys(_LENGTHS, "updates"),
    **dict.fromkeys(_PERIODS, "period"),
    "exp_gamma": "factor",
}
_OWN_KINDS: dict[str, dict[str, QuantityKind]] = {
    "ExponentialDecay": {"gamma": "factor"},
    "InverseTimeDecay": {"gamma": "per update"},
    "NaturalExpDecay": {"gamma": "per update"},
    "NoamDecay": {"learning_rate": "root rate"},
}
"""Class -> keys that measure something else than in other classes."""


def _kinds(name: Any, given: Mapping[str, Any]) -> dict[str, QuantityKind]:
    """The arguments of a class of Paddle that change with the samples in an update."""
    kinds = {**_KINDS, **_OWN_KINDS.get(str(name), {})}
    return {**kinds, "decay_steps": "period"} if given.get("cycle") else kinds


def class_fields(document: Document, section: Path, name: Any, given: Mapping[str, Any]) -> ScheduleFields:
    """The fields of one class without warmup; all lengths are ticks.

    Args:
        document: The config.
        section: Path of the arguments.
        name: The class.
        given: The arguments.
    """
    at, shape = SectionValues(document, section), class_shape(name, CLASSES)
    values = at("values")
    arguments = class_arguments(section, given, name, CLASSES)
    return ScheduleFields(
        shape,
        str(name),
        section,
        rate=at("learning_rate") or at("max_learning_rate") or (values.first if values else None),
        milestones=at("boundaries" if shape == "piecewise" else "milestones"),
        values=values,
        gamma=at("gamma"),
        step_size=at("step_size"),
        span=at(_OWN_SPANS.get(str(name), SPANS.get(shape, ""))),
        floor=at(FLOORS[shape]) if shape in FLOORS else None,
        default_floor=at.default(_END_LR, "end_lr") if shape == "polynomial" else None,
        warmup=at(_OWN_WARMUPS.get(str(name), "")),
        quantities=argument_quantities(arguments, _kinds(name, given)),
        run_unit="it",
        unit="it",
        warmup_unit="it",
        delayed=True,
        span_from_warmup=True,
        arguments=arguments,
        behaviour=SuiteBehaviour(warmup_on_plateau=tr("feeds it update numbers as the metric")),
    )


def warmed_fields(
    document: Document, section: Path, given: Mapping[str, Any], inner: ScheduleFields | None
) -> ScheduleFields:
    """The fields of a ``LinearWarmup``; all lengths are ticks.

    Args:
        document: The config.
        section: Path of its arguments.
        given: Its arguments.
        inner: The fields of the schedule in its ``learning_rate``; None for a number.
    """
    at, own = SectionValues(document, section), class_fields(document, section, "LinearWarmup", given)
    own = replace(own, warmup=at("warmup_steps"), start=at("start_lr"))
    if inner is None:
        return own
    quantities = tuple(part for part in own.quantities if part.item.path[-1] != "learning_rate")
    return replace(
        inner,
        warmup=own.warmup,
        start=own.start,
        quantities=(*quantities, *inner.quantities),
        delayed=True,
        span_from_warmup=True,
        arguments=(*own.arguments, *inner.arguments),
    )
