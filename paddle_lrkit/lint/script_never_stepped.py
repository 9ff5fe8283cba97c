"""The rule never-stepped in a script: no call of ``step()``."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import certain_usage, decay_lengths, epochs_of, name_of, trains
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.text import format_rate

_LOOKED_AT = (1, 2, 5, 10, 100, 1000, 10_000, 100_000, 1_000_000)
_FEW = 2
"""A run of fewer updates only tests a program."""


def in_script(context: Context) -> Iterator[Violation]:
    """The finding at the schedule."""
    usage = certain_usage(context)
    if usage is None or not usage.holders or usage.sites or usage.moved or usage.builds > 1:
        return
    if not trains(usage) or (usage.updates is not None and usage.updates < _FEW):
        return
    curve, rate = context.curve, "the first rate"
    if curve is not None:
        first = curve(0)
        if all(curve(tick) == first for tick in _LOOKED_AT):
            return
        rate = format_rate(first)
    schedule = usage.schedule
    yield Violation(
        (),
        f"step() of {name_of(schedule)} is never called, so the rate stays at {rate} in the whole run{_again(usage)}",
        f"call {schedule.variable or 'its'}{'.' if schedule.variable else ' '}step() {_when(usage)}",
        place=schedule.place,
    )


def _again(usage: Usage) -> str:
    """What hides the schedule: another one that is bound to its variable later."""
    schedule = usage.schedule
    others = [one.rate for one in usage.other_optimizers if isinstance(one.rate, BuiltSchedule)]
    for other in others:
        later = other.number > schedule.number and other.place != schedule.place
        if later and other.variable and other.variable == schedule.variable:
            return f"; line {other.place.line} binds its variable to another schedule"
    return ""


def _when(usage: Usage) -> str:
    longest = max((length.number for length in decay_lengths(usage.schedule)), default=0.0)
    return "once an epoch" if longest <= 2 * epochs_of(usage) else "after each update"
