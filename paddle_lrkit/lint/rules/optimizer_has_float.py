"""A schedule that no optimizer holds.

What it does
    Compares the schedules of a script with what its optimizers hold: a number, or another schedule.

Why is this bad
    Paddle's optimizer takes its rate from the schedule that it was given. `step()` of any other schedule changes
    nothing, so the whole run is made at the number. In PyTorch the schedule is given the optimizer, in Paddle the
    optimizer is given the schedule.

Example
    optimizer = paddle.optimizer.Adam(learning_rate=0.001, parameters=net.parameters())
    scheduler = paddle.optimizer.lr.StepDecay(optimizer.get_lr(), step_size=30)
    for epoch in range(90):
        for batch in loader:
            optimizer.step()
        scheduler.step()

Use instead
    scheduler = paddle.optimizer.lr.StepDecay(0.001, step_size=30)
    optimizer = paddle.optimizer.Adam(learning_rate=scheduler, parameters=net.parameters())

Reference
    paddle.optimizer.Optimizer, argument learning_rate.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import name_of, trains, usage_of
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.program import BuiltOptimizer, BuiltSchedule
from paddle_lrkit.scripts.unknown import Unknown
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.text import format_rate


def check(context: Context) -> Iterator[Violation]:
    """The finding at the rate of the optimizer."""
    usage = usage_of(context)
    if usage is None or usage.holders or usage.set_by_hand or not trains(usage) or not _is_certain(usage):
        return
    optimizer = _meant(usage)
    if optimizer is None:
        return
    schedule, other = usage.schedule, optimizer.rate
    severity: str | None = "warning"
    if isinstance(other, BuiltSchedule):
        if schedule.is_read:
            return
        message = tr("{} holds {}, so step() of {} changes nothing", optimizer.name, name_of(other), name_of(schedule))
    else:
        number = as_number(other)
        held = (
            tr("the number {}", format_rate(number))
            if number is not None
            else getattr(other, "text", tr("another rate"))
        )
        names = optimizer.name, held, name_of(schedule)
        message = tr("{} holds {}, so {}, which is never stepped either, changes nothing", *names)
        if usage.sites:
            severity = None
            message = tr(
                "{} holds {}, so step() of {} changes nothing and the rate stays there in the whole run", *names
            )
    yield Violation(
        (),
        message,
        f"learning_rate={schedule.variable or schedule.name + '(...)'}",
        severity=severity,
        place=optimizer.rate_place,
    )


def _is_certain(usage: Usage) -> bool:
    """Whether nothing is unknown but the number that an optimizer was given, which is not this schedule."""
    rates = {one.rate_place for one in usage.other_optimizers if isinstance(one.rate, Unknown) and not one.rate.choices}
    return all(doubt.place in rates for doubt in usage.uncertain)


def _meant(usage: Usage) -> BuiltOptimizer | None:
    """The optimizer that was to get the schedule: one with a number, else one with another schedule, the nearest."""
    numbers = [one for one in usage.other_optimizers if not isinstance(one.rate, BuiltSchedule)]
    schedules = [one for one in usage.other_optimizers if isinstance(one.rate, BuiltSchedule)]
    if not usage.sites and schedules:
        return None
    place = usage.schedule.place
    near = sorted(
        numbers or schedules,
        key=lambda one: (one.place.file != place.file, abs(one.place.line - place.line), one.number),
    )
    return near[0] if near else None
