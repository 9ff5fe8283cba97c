"""A schedule that is built again in every epoch.

What it does
    Looks for a schedule that is built inside the loop that steps it.

Why is this bad
    A new schedule begins at its first rate. Stepped once an epoch, it never gets past it; stepped for every batch, it
    repeats the beginning of the decay in each epoch. An optimizer that is built with it loses its moments.

Example
    for epoch in range(90):
        scheduler = paddle.optimizer.lr.ExponentialDecay(0.1, gamma=0.95)
        optimizer = paddle.optimizer.Adam(scheduler, parameters=net.parameters())
        for batch in loader:
            optimizer.step()
        scheduler.step()

Use instead
    scheduler = paddle.optimizer.lr.ExponentialDecay(0.1, gamma=0.95)
    optimizer = paddle.optimizer.Adam(scheduler, parameters=net.parameters())
    for epoch in range(90):
        for batch in loader:
            optimizer.step()
        scheduler.step()

Reference
    paddle.optimizer.lr.LRScheduler, whose constructor begins at position 0.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import certain_usage, every, is_moved, name_of
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate

_MOST = 0.9
"""Of the epochs: a schedule that is built again in some of them begins a new phase."""


def check(context: Context) -> Iterator[Violation]:
    """The finding at the schedule."""
    usage = certain_usage(context)
    if usage is None or usage.builds < 2 or usage.built_per not in ("epoch", "batch") or is_moved(usage):
        return
    rounds = usage.epochs if usage.built_per == "epoch" else usage.batches
    if rounds is not None and usage.builds < _MOST * rounds:
        return
    rate = format_rate(context.curve(0)) if context.curve is not None else tr("the first rate")
    count = "" if usage.built_per == "batch" and usage.guessed else tr(" ({:,} times)", usage.builds)
    yield Violation(
        (),
        tr(
            "{} is built again in {}{}, so the rate begins again at {}",
            name_of(usage.schedule),
            every(usage.built_per),
            count,
            rate,
        ),
        tr("build it once, before the loop"),
        place=usage.schedule.place,
    )
