"""What the rules about scripts ask of the way in which a script uses a schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from paddle_lrkit.lint.context import Context
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.read_usage import endless
from paddle_lrkit.scripts.unknown import CodePlace, rests_on
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.suites.config_value import as_number

_SPANS = ("T_max", "decay_steps", "total_steps", "decay_step", "T_0")
_STEPS = ("step_size", "step_size_up", "step_size_down")
_MARKS = ("milestones", "boundaries")
_WARMUPS = ("warmup_steps", "warmup_step", "warmup")
_ROUNDS = {"batch": Message("every batch"), "update": Message("every update"), "epoch": Message("every epoch")}
_MOST_NESTED = 8


@dataclass(frozen=True)
class WrittenLength:
    """An argument of a schedule that counts calls of ``step()``.

    Args:
        name: The argument.
        kind: ``span`` of a decay, ``steps`` between two drops, ``marks`` or ``warmup``.
        number: Its value; of several the largest.
        place: Where it is written.
        text: Its source text.
        rests_on: What it rests on, such as ``len(train_loader)``.
    """

    name: str
    kind: str
    number: float
    place: CodePlace
    text: str = ""
    rests_on: frozenset[str] = frozenset()

    @property
    def in_batches(self) -> bool:
        """Whether it is computed from the number of batches in an epoch."""
        return any(name.startswith("len(") for name in self.rests_on)


def usage_of(context: Context) -> Usage | None:
    """How a script uses the schedule; None for a config and for a part of another schedule."""
    usage = context.script
    return usage if isinstance(usage, Usage) and not usage.inside else None


def certain_usage(context: Context) -> Usage | None:
    """How a script uses the schedule, where it is known for certain how it is stepped and which optimizer holds it."""
    usage = usage_of(context)
    return None if usage is None or usage.uncertain else usage


def epochs_of(usage: Usage) -> int:
    """Epochs of one run; 0 where they are not known."""
    return usage.epochs or 0


def trains(usage: Usage) -> bool:
    """Whether the program makes updates, be it in a loop whose end is not known."""
    return bool(usage.updates) or bool(endless(usage.rests_on))


def name_of(schedule: BuiltSchedule) -> str:
    """The variable of a schedule, else ``the StepDecay``."""
    return schedule.variable or tr("the {}", schedule.name)


def every(round_of: str) -> Message:
    """A round of a loop: ``every batch``.

    Args:
        round_of: ``batch``, ``update`` or ``epoch``.
    """
    return _ROUNDS[round_of]


def is_moved(usage: Usage) -> bool:
    """Whether the program sets the position of a schedule itself, in one way or another."""
    given = [part.arguments["last_epoch"] for part in parts_of(usage.schedule) if "last_epoch" in part.arguments]
    absolute = any(site.argument is not None and not is_plateau(usage.schedule) for site in usage.sites)
    return absolute or bool(usage.moved) or any(value != -1 for value in given)


def is_restored(loads: Mapping[str, int | None], usage: Usage) -> bool:
    """Whether the position of a schedule is among what is loaded, on its own or with an optimizer that holds it."""
    schedules = {None, *(part.number for part in parts_of(usage.schedule))}
    optimizers = {None, *(holder.number for holder in usage.holders)}
    return loads.get("schedule", -1) in schedules or loads.get("optimizer", -1) in optimizers


def is_plateau(schedule: BuiltSchedule) -> bool:
    """Whether it is Paddle's class whose ``step()`` takes a metric."""
    return schedule.name == "ReduceOnPlateau"


def parts_of(schedule: BuiltSchedule) -> Iterator[BuiltSchedule]:
    """A schedule and the schedules in its arguments."""
    waiting = [(schedule, 0)]
    while waiting:
        part, depth = waiting.pop()
        yield part
        if depth < _MOST_NESTED:
            inner = (value for value in part.arguments.values() if isinstance(value, BuiltSchedule))
            waiting += [(value, depth + 1) for value in inner]


def lengths_of(schedule: BuiltSchedule) -> list[WrittenLength]:
    """The arguments of a schedule, and of those inside it, that count calls of ``step()``; of Paddle's classes."""
    kinds = {_SPANS: "span", _STEPS: "steps", _MARKS: "marks", _WARMUPS: "warmup"}
    return [
        WrittenLength(
            name,
            kind,
            number,
            part.places.get(name, part.place),
            part.texts.get(name, ""),
            rests_on(part.arguments[name]),
        )
        for part in parts_of(schedule)
        if part.rate_at is None
        for names, kind in kinds.items()
        for name in names
        if (number := _largest(part.arguments.get(name))) >= 1
    ]


def decay_lengths(schedule: BuiltSchedule) -> list[WrittenLength]:
    """The lengths of a schedule without those of warmups."""
    return [length for length in lengths_of(schedule) if length.kind != "warmup"]


def warmup_of(schedule: BuiltSchedule) -> float:
    """Calls of ``step()`` that the warmups of a schedule take; 0 without one."""
    return max((length.number for length in lengths_of(schedule) if length.kind == "warmup"), default=0.0)


def _largest(value: object) -> float:
    values = value if isinstance(value, (list, tuple)) else [value]
    return max((as_number(part) or 0.0 for part in values if not isinstance(part, str)), default=0.0)
