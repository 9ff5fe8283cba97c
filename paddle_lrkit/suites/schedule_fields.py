"""The fields of a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.suites.config_value import ConfigValue


@dataclass(frozen=True)
class ClassArguments:
    """A section whose keys are the arguments of one class.

    Args:
        path: Where it stands.
        given: Its keys.
        takes: The keys that the class has.
        swallows: Whether the class ignores other keys instead of refusing them.
        computed: Keys that the suite overwrites.
        name: Name of the class.
        in_order: Whether the section is a list of values in the order of ``takes``.
    """

    path: Path
    given: Mapping[str, Any]
    takes: tuple[str, ...]
    swallows: bool
    computed: tuple[str, ...] = ()
    name: str = ""
    in_order: bool = False


@dataclass(frozen=True)
class ScheduleFields:
    """The parts of a schedule under one name for all suites.

    Args:
        shape: ``cosine``, ``multistep``, ``piecewise``, ``step``, ``exponential``, ``polynomial``, ``constant``,
            ``plateau`` or ``other``.
        name: The suite's name of the class.
        section: Where the schedule stands.
        run: Length of the run.
        rate: Peak rate.
        milestones: Where a staircase falls; ``values`` its rates, ``gamma`` its factor or factors.
        step_size: Length of a stair of equal ones.
        span: Length of a cosine or a polynomial.
        floor: Last rate; relative to the peak with ``floor_relative``.
        warmup: Length of the warmup.
        start: First rate; relative to the peak with ``start_relative``.
        batch: Samples per process.
        run_unit: Unit of ``run``: ``ep`` or ``it``.
        unit: Unit of ``milestones``, ``step_size`` and ``span``.
        warmup_unit: ``ep``, ``it``, or ``%`` for a share of the run.
        delayed: Whether ``milestones`` and ``step_size`` count from the end of the warmup.
        span_from_warmup: Whether the span begins where the warmup ends.
        optimizer: Type of the optimizer, such as ``Momentum``; empty when the config does not tell.
        pretrained: Whether the run starts from trained weights.
        arguments: The sections whose keys are arguments.
    """

    shape: str
    name: str
    section: Path
    run: ConfigValue | None = None
    rate: ConfigValue | None = None
    milestones: ConfigValue | None = None
    values: ConfigValue | None = None
    gamma: ConfigValue | None = None
    step_size: ConfigValue | None = None
    span: ConfigValue | None = None
    floor: ConfigValue | None = None
    warmup: ConfigValue | None = None
    start: ConfigValue | None = None
    batch: ConfigValue | None = None
    run_unit: str = "ep"
    unit: str = "ep"
    warmup_unit: str = "ep"
    floor_relative: bool = False
    start_relative: bool = False
    delayed: bool = False
    span_from_warmup: bool = False
    optimizer: str = ""
    pretrained: bool = False
    arguments: tuple[ClassArguments, ...] = field(default=())

    @property
    def items(self) -> list[ConfigValue]:
        """All parts that are there."""
        names = ("rate", "milestones", "values", "gamma", "step_size", "span", "floor", "warmup", "start")
        return [item for name in names if (item := getattr(self, name)) is not None]


def value_at(document: Document, path: Path) -> ConfigValue | None:
    """The value at a path, or None where there is none."""
    value = document.get(path)
    return None if value is None else ConfigValue(value, path)


def named(shapes: Mapping[str, str], name: Any) -> str:
    """The shape of a class, ``other`` when the table does not have it."""
    return shapes.get(name, "other") if isinstance(name, str) else "other"
