"""The rule never-stepped in a script: no call of ``step()``."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import certain_usage, decay_lengths, epochs_of, name_of, trains
from paddle_lrkit.messages import tr
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
    curve, rate = context.curve, tr("the first rate")
    if curve is not None:
        first = curve(0)
        if all(curve(tick) == first for tick in _LOOKED_AT):
            return
        rate = format_rate(first)
    schedule = usage.schedule
    yield Violation(
        (),
        tr(
            "step() of {} is never called, so the rate stays at {} in the whole run{}",
            name_of(schedule),
            rate,
            _again(usage),
        ),
        _instead(usage),
        place=schedule.place,
    )


def _again(usage: Usage) -> str:
    """What hides the schedule: another one that is bound to its variable later."""
    schedule = usage.schedule
    others = [one.rate for one in usage.other_optimizers if isinstance(one.rate, BuiltSchedule)]
    for other in others:
        later = other.number > schedule.number and other.place != schedule.place
        if later and other.variable and other.variable == schedule.variable:
            return tr("; line {} binds its variable to another schedule", other.place.line)
    return ""


def _instead(usage: Usage) -> str:
    call = f"{usage.schedule.variable}.step()" if usage.schedule.variable else tr("its step()")
    longest = max((length.number for length in decay_lengths(usage.schedule)), default=0.0)
    by_epoch = longest <= 2 * epochs_of(usage)
    return tr("call {} once an epoch", call) if by_epoch else tr("call {} after each update", call)
