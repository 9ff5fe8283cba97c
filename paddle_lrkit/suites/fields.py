"""The facts of a schedule."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.suites.value_at import Item


@dataclass(frozen=True)
class Entry:
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
class Facts:
    """The parts of a schedule under one name for all suites.

    Args:
        kind: ``cosine``, ``multistep``, ``piecewise``, ``step``, ``exponential``, ``polynomial``, ``constant``,
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
        entries: The sections whose keys are arguments.
    """

    kind: str
    name: str
    section: Path
    run: Item | None = None
    rate: Item | None = None
    milestones: Item | None = None
    values: Item | None = None
    gamma: Item | None = None
    step_size: Item | None = None
    span: Item | None = None
    floor: Item | None = None
    warmup: Item | None = None
    start: Item | None = None
    batch: Item | None = None
    run_unit: str = "ep"
    unit: str = "ep"
    warmup_unit: str = "ep"
    floor_relative: bool = False
    start_relative: bool = False
    delayed: bool = False
    span_from_warmup: bool = False
    optimizer: str = ""
    pretrained: bool = False
    entries: tuple[Entry, ...] = field(default=())

    @property
    def items(self) -> list[Item]:
        """All parts that are there."""
        names = ("rate", "milestones", "values", "gamma", "step_size", "span", "floor", "warmup", "start")
        return [item for name in names if (item := getattr(self, name)) is not None]


def item(document: Document, path: Path) -> Item | None:
    """The value at a path, or None where there is none."""
    value = document.get(path)
    return None if value is None else Item(value, path)


def named(kinds: Mapping[str, str], name: Any) -> str:
    """The kind of a class, ``other`` when the table does not have it."""
    return kinds.get(name, "other") if isinstance(name, str) else "other"
