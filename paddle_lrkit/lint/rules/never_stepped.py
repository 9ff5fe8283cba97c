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
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.table import detector_of
from paddle_lrkit.text import format_rate


def check(context: Context) -> Iterator[Violation]:
    """The finding at the schedule."""
    fields = context.fields
    if fields is not None and fields.behaviour.never_stepped and fields.shape != "constant":
        title, rate = detector_of(context.suite).title, format_rate(context.peak)
        yield Violation(
            fields.section,
            tr("{} never steps this {}, so the rate stays at {} in the whole run", title, fields.name, rate),
            severity="warning",
        )
    if context.script is not None:
        from paddle_lrkit.lint.script_never_stepped import in_script

        yield from in_script(context)
