"""The parts of a schedule of ``paddle.optimizer.lr``, for PaddleSeg's configs and for Python files."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.suites.config_value import SectionValues
from paddle_lrkit.suites.paddle.table import CLASSES
from paddle_lrkit.suites.schedule_class import class_shape
from paddle_lrkit.suites.schedule_fields import ScheduleFields, class_arguments
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour

SPANS = {"cosine": "T_max", "polynomial": "decay_steps"}
FLOORS = {"cosine": "eta_min", "polynomial": "end_lr"}
_END_LR = CLASSES["PolynomialDecay"].parameters["end_lr"]
_OTHER_RATES = {"OneCycleLR": ("end_learning_rate",), "CyclicLR": ("base_learning_rate",)}
_OTHER_LENGTHS = {
    "OneCycleLR": ("total_steps",),
    "CyclicLR": ("step_size_up", "step_size_down"),
    "CosineAnnealingWarmRestarts": ("T_0",),
    "LinearLR": ("total_steps",),
}


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
    rates = [at(key) for key in _OTHER_RATES.get(str(name), ())]
    lengths = [at(key) for key in _OTHER_LENGTHS.get(str(name), ())]
    return ScheduleFields(
        shape,
        str(name),
        section,
        rate=at("learning_rate") or at("max_learning_rate") or (values.first if values else None),
        milestones=at("boundaries" if shape == "piecewise" else "milestones"),
        values=values,
        gamma=at("gamma"),
        step_size=at("step_size"),
        span=at(SPANS[shape]) if shape in SPANS else None,
        floor=at(FLOORS[shape]) if shape in FLOORS else None,
        default_floor=at.default(_END_LR, "end_lr") if shape == "polynomial" else None,
        other_rates=tuple(value for value in rates if value),
        other_lengths=tuple(value for value in lengths if value),
        run_unit="it",
        unit="it",
        warmup_unit="it",
        delayed=True,
        span_from_warmup=True,
        arguments=class_arguments(section, given, name, CLASSES),
        behaviour=SuiteBehaviour(warmup_on_plateau="feeds it update numbers as the metric"),
    )
