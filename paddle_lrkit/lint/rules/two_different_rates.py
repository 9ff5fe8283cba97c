"""An optimizer that is built with one rate and then given a schedule with another.

What it does
    Compares the number that an optimizer is built with and the rates of the schedule that replaces it.

Why is this bad
    The first rate, often one from the command line, has no effect.

Example
    optimizer = paddle.optimizer.AdamW(learning_rate=args.lr, parameters=net.parameters())  # 1e-4
    optimizer.set_lr_scheduler(paddle.optimizer.lr.StepDecay(learning_rate=0.01, step_size=200))

Use instead
    optimizer = paddle.optimizer.AdamW(learning_rate=args.lr, parameters=net.parameters())  # 1e-4
    optimizer.set_lr_scheduler(paddle.optimizer.lr.StepDecay(learning_rate=args.lr, step_size=200))

Reference
    paddle.optimizer.Optimizer.set_lr_scheduler.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import certain_usage, name_of, parts_of
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.text import format_rate

_RATES = ("learning_rate", "max_learning_rate", "base_learning_rate", "max_lr", "end_lr", "start_lr", "values")
_DEFAULT = 0.001
"""An optimizer that is given no rate has the default of Paddle."""


def check(context: Context) -> Iterator[Violation]:
    """The finding at the rate of the schedule."""
    usage = certain_usage(context)
    if usage is None or context.curve is None:
        return
    rates = [context.curve(0), context.peak, *_rates(usage.schedule)]
    for holder in usage.holders:
        given = as_number(holder.given)
        if given is None or given == _DEFAULT or any(math.isclose(rate, given, rel_tol=1e-6) for rate in rates):
            continue
        part = next((one for one in parts_of(usage.schedule) if "learning_rate" in one.places), usage.schedule)
        yield Violation(
            (),
            tr(
                "{} is built with the rate {}, but {}, which begins at {}, replaces it",
                holder.name,
                format_rate(given),
                name_of(usage.schedule),
                format_rate(context.curve(0)),
            ),
            tr("build the schedule with the rate {}, if that one is meant", format_rate(given)),
            place=part.places.get("learning_rate", holder.rate_place),
        )


def _rates(schedule: BuiltSchedule) -> list[float]:
    """The rates among the arguments of a schedule and of those inside it."""
    found: list[float] = []
    for part in parts_of(schedule):
        for name in _RATES:
            value = part.arguments.get(name)
            values = value if isinstance(value, (list, tuple)) else [value]
            found += [number for one in values if (number := as_number(one)) is not None]
    return found
