"""A class of ``paddle.optimizer.lr`` with its arguments, as PaddleSeg's configs and Python files have it."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, named, value_at

_SHAPES = {
    "CosineAnnealingDecay": "cosine",
    "MultiStepDecay": "multistep",
    "PiecewiseDecay": "piecewise",
    "StepDecay": "step",
    "ExponentialDecay": "exponential",
    "PolynomialDecay": "polynomial",
    "ReduceOnPlateau": "plateau",
    "LinearWarmup": "constant",
}
SPANS = {"cosine": "T_max", "polynomial": "decay_steps"}
FLOORS = {"cosine": "eta_min", "polynomial": "end_lr"}


def class_fields(document: Document, section: Path, name: Any, given: Mapping[str, Any]) -> ScheduleFields:
    """The fields of one class without warmup; everything in ticks.

    Args:
        document: The config.
        section: Where the arguments stand.
        name: The class.
        given: The arguments.
    """
    shape = named(_SHAPES, name)
    takes = tuple(inspect.signature(CLASSES[name]).parameters) if isinstance(name, str) and name in CLASSES else ()
    values = value_at(document, (*section, "values"))
    first = ConfigValue(values.value[0], values.path) if values and values.numbers else None
    return ScheduleFields(
        shape,
        str(name),
        section,
        rate=value_at(document, (*section, "learning_rate"))
        or value_at(document, (*section, "max_learning_rate"))
        or first,
        milestones=value_at(document, (*section, "boundaries" if shape == "piecewise" else "milestones")),
        values=values,
        gamma=value_at(document, (*section, "gamma")),
        step_size=value_at(document, (*section, "step_size")),
        span=value_at(document, (*section, SPANS[shape])) if shape in SPANS else None,
        floor=value_at(document, (*section, FLOORS[shape])) if shape in FLOORS else None,
        run_unit="it",
        unit="it",
        warmup_unit="it",
        delayed=True,
        span_from_warmup=True,
        arguments=(ClassArguments(section, given, takes, False, name=str(name)),) if takes else (),
    )
