"""A schedule that is never stepped.

What it does
    Looks for `step()` of each schedule that an optimizer holds. In a config: a program that is known to build the
    schedule and never to step it, such as PaddleSpeech's DiffSinger.

Why is this bad
    A schedule moves only when `step()` is called, and the optimizer does not call it: the whole run is made at the
    first rate. With a warmup from 0 that rate is 0.

Example
    scheduler = paddle.optimizer.lr.CosineAnnealingDecay(learning_rate=0.1, T_max=90)
    optimizer = paddle.optimizer.Momentum(learning_rate=scheduler, parameters=net.parameters())
    for epoch in range(90):
        for batch in loader:
            optimizer.step()

Use instead
    for epoch in range(90):
        for batch in loader:
            optimizer.step()
        scheduler.step()

Reference
    paddle.optimizer.lr.LRScheduler.step.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import certain_usage, decay_lengths, epochs_of, name_of, trains
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.suites.table import detector_of
from paddle_lrkit.text import format_rate

_LOOKED_AT = (1, 2, 5, 10, 100, 1000, 10_000, 100_000, 1_000_000)
_FEW = 2
"""A run of fewer updates only tests a program."""


def check(context: Context) -> Iterator[Violation]:
    """The finding at the schedule."""
    fields = context.fields
    if fields is not None and fields.behaviour.never_stepped and fields.shape != "constant":
        title, rate = detector_of(context.suite).title, format_rate(context.peak)
        yield Violation(
            fields.section,
            f"{title} never steps this {fields.name}, so the rate stays at {rate} in the whole run",
            severity="warning",
        )
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
