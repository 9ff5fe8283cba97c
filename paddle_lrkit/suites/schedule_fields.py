"""The parts of a schedule, each with the key that holds it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from paddle_lrkit.config.document import Path
from paddle_lrkit.messages import Message
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.quantity import Quantity
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.shape import ShapeName
from paddle_lrkit.suites.suite_behaviour import SuiteBehaviour


@dataclass(frozen=True)
class ClassArguments:
    """A section whose keys are the arguments of a class.

    Args:
        path: Path of the section.
        given: Its keys and values.
        takes: The keys that the class takes.
        ignores_unknown: Whether the class ignores other keys instead of refusing them.
        computed: Keys that the suite overwrites.
        name: Name of the class.
        positional: Whether the section is a list of values in the order of ``takes``.
        defaults: The defaults of the class.
        renamed: Keys of other programs or releases -> what the class calls them.
    """

    path: Path
    given: Mapping[str, Any]
    takes: tuple[str, ...]
    ignores_unknown: bool = False
    computed: tuple[str, ...] = ()
    name: str = ""
    positional: bool = False
    defaults: Mapping[str, Any] = field(default_factory=dict)
    renamed: Mapping[str, str] = field(default_factory=dict)

    def value(self, key: str) -> ConfigValue | None:
        """The value of a key, else the class's default; None when both are None."""
        if key in self.given:
            return ConfigValue(self.given[key], (*self.path, self.takes.index(key) if self.positional else key))
        default = self.defaults.get(key)
        return None if default is None else ConfigValue(default, self.path, default_key="" if self.positional else key)


def class_arguments(
    path: Path,
    given: Mapping[str, Any],
    name: Any,
    classes: Mapping[str, ScheduleClass[Any]],
    computed: tuple[str, ...] = (),
) -> tuple[ClassArguments, ...]:
    """The arguments of a class with the keys of its signature; empty when ``classes`` does not have it."""
    found = classes.get(name) if isinstance(name, str) else None
    if found is None:
        return ()
    takes = tuple(key for key in found.parameters if key not in computed)
    return (ClassArguments(path, given, takes, found.ignores_unknown, computed, name, defaults=found.parameters),)


REMOVED = Message("remove the line")
"""The fix of a key that is not needed."""


class DeadKey(NamedTuple):
    """A key that the suite knows and that this schedule does not use.

    Args:
        item: The key.
        reason: Why, as a clause, such as ``only cosine reads it, and this is linear``.
        fix: What to write instead.
        harmless: Whether its value changes nothing, such as a default.
    """

    item: ConfigValue
    reason: str
    fix: str | Message = REMOVED
    harmless: bool = False


@dataclass(frozen=True)
class ScheduleFields:
    """The parts of a schedule under one name for all suites.

    Args:
        shape: Shape of the schedule.
        name: The suite's name of the class.
        section: Path of the schedule.
        run: Length of the run.
        rate: Peak rate.
        milestones: Positions of the drops; ``values`` are the rates between them, ``gamma`` the factor or factors.
        step_size: Updates or epochs between two drops.
        span: Length of a cosine or a polynomial.
        floor: Last rate; relative to the peak with ``floor_relative``.
        default_floor: The last rate that the class takes where ``floor`` is not given and the rate may end too high.
        warmup: Length of the warmup.
        start: First rate; relative to the peak with ``start_relative``.
        batch: Samples per process.
        devices: The devices that the config names, such as ``gpu:0,1``.
        accumulation: Batches in an update.
        accumulation_key: Path of the key that sets it; empty when the suite has none.
        quantities: Every number that changes with the samples in an update, except the length of the run.
        ignored_warmups: Keys of a warmup that the class does not have; ``class_with_warmup`` is the line that names
            one which has.
        why_ignored: Why they are ignored, where it is not because of the class.
        unused_warmup: A warmup that is given and switched off.
        overridden: Pairs of a value that is not used and the value that is used instead.
        dead: Keys that have no effect here.
        decay_start: The update at which a rate that is held begins to decay.
        rate_factors: Factors on the rates of some parameters, each with a sentence that has ``{}`` for the number.
        refused: The name of a schedule that the program does not have, and those that it has.
        batch_scaling: The value that scales the rates when the config is read.
        run_unit: Unit of ``run``: ``ep`` or ``it``.
        unit: Unit of ``milestones``, ``step_size`` and ``span``.
        warmup_unit: ``ep``, ``it``, or ``%`` for a share of the run.
        delayed: Whether ``milestones`` and ``step_size`` count from the end of the warmup.
        span_from_warmup: Whether the span begins at the end of the warmup.
        optimizer: Type of the optimizer, such as ``Momentum``; empty when the config does not tell.
        optimizer_key: Path of that type, in suites whose configs inherit.
        pretrained: Whether the run starts from trained weights.
        arguments: The sections whose keys are arguments of classes.
        behaviour: What the suite does with the schedule.
    """

    shape: ShapeName
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
    default_floor: ConfigValue | None = None
    warmup: ConfigValue | None = None
    start: ConfigValue | None = None
    batch: ConfigValue | None = None
    devices: ConfigValue | None = None
    accumulation: ConfigValue | None = None
    accumulation_key: Path = ()
    quantities: tuple[Quantity, ...] = ()
    ignored_warmups: tuple[ConfigValue, ...] = ()
    class_with_warmup: str = ""
    why_ignored: str = ""
    unused_warmup: ClassArguments | None = None
    overridden: tuple[tuple[ConfigValue, ConfigValue], ...] = ()
    dead: tuple[DeadKey, ...] = ()
    decay_start: ConfigValue | None = None
    rate_factors: tuple[tuple[ConfigValue, str], ...] = ()
    refused: tuple[ConfigValue, tuple[str, ...]] | None = None
    batch_scaling: ConfigValue | None = None
    run_unit: str = "ep"
    unit: str = "ep"
    warmup_unit: str = "ep"
    floor_relative: bool = False
    start_relative: bool = False
    delayed: bool = False
    span_from_warmup: bool = False
    optimizer: str = ""
    optimizer_key: Path = ()
    pretrained: bool = False
    arguments: tuple[ClassArguments, ...] = ()
    behaviour: SuiteBehaviour = field(default_factory=SuiteBehaviour)

    @property
    def batch_changes(self) -> bool:
        """Whether the config has a batch size that changes in the run."""
        return any(quantity.kind == "batch" for quantity in self.quantities)

    @property
    def uneven_epochs(self) -> bool:
        """Whether the updates in an epoch change in the run."""
        return self.batch_changes or (self.accumulation is not None and self.accumulation.number is None)

    @property
    def items(self) -> list[ConfigValue]:
        """All parts that the config has, except the length of the run and the batch size."""
        names = ("rate", "milestones", "values", "gamma", "step_size", "span", "floor", "warmup", "start")
        return [value for name in names if (value := getattr(self, name)) is not None]
