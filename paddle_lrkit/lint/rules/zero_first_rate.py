"""A run whose rate is 0 for more than its first update.

What it does
    Looks for a rate of 0 from update 0 on. A single update, as in every warmup from 0, is not reported. A rate of 0 in
    the whole run is a warning.

Why is this bad
    The updates change nothing. A schedule that is stepped once an epoch stays at 0 for the whole first epoch.

Example
    Global: {epochs: 100}
    Optimizer:
      lr: {name: Cosine, learning_rate: 0.1, warmup_epoch: 5, by_epoch: true}

Use instead
      lr: {name: Cosine, learning_rate: 0.1, warmup_epoch: 5, by_epoch: true, warmup_start_lr: 0.01}

Reference
    PaddleClas, ppcls/optimizer/learning_rate.py: warmup_start_lr is 0 by default.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule_fields import ScheduleFields
from paddle_lrkit.text import format_share, format_yaml


def check(context: Context) -> Iterator[Violation]:
    """The finding at the start of the warmup."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or curve is None or not total or total < 2 or curve(0) != 0 or curve(1) != 0:
        return
    number = next((number for number, rate in enumerate(context.rates) if rate != 0), None)
    if number is None:
        yield _never(fields)
    elif context.rates[number] > 0:
        first = context.samples[number]
        place = fields.start or fields.warmup
        yield Violation(
            place.path if place else fields.section,
            tr("the rate is 0 until {}, for the first {} of the run", context.when(first), format_share(first / total)),
            _start(context),
        )


def _never(fields: ScheduleFields) -> Violation:
    """The finding of a rate that is 0 in the whole run."""
    rate = fields.rate
    written = rate is not None and rate.number == 0
    return Violation(
        rate.path if rate is not None and written else fields.section,
        tr("the rate is 0 in the whole run, so no update changes anything"),
        "" if written else str(fields.behaviour.moves_by),
        severity="warning",
    )


def _start(context: Context) -> str:
    """A tenth of the peak at the start of the warmup, where the class takes it."""
    takes = any("warmup_start_lr" in part.takes for part in context.fields.arguments) if context.fields else False
    return (
        f"warmup_start_lr: {format_yaml(context.peak / 10)}" if takes else tr("start the warmup at a tenth of the peak")
    )
