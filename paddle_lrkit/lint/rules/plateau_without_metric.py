"""`ReduceOnPlateau.step()` without a metric.

What it does
    Looks for calls of `step()` without an argument on a `ReduceOnPlateau`, by the script or by `paddle.Model.fit`.

Why is this bad
    Paddle raises a TypeError at the first call, at the end of the first epoch.

Example
    scheduler = paddle.optimizer.lr.ReduceOnPlateau(learning_rate=0.01, factor=0.5, patience=3)
    for epoch in range(90):
        train()
        loss = evaluate()
        scheduler.step()

Use instead
    scheduler = paddle.optimizer.lr.ReduceOnPlateau(learning_rate=0.01, factor=0.5, patience=3)
    for epoch in range(90):
        train()
        loss = evaluate()
        scheduler.step(loss)

Reference
    paddle.optimizer.lr.ReduceOnPlateau.step(metrics).
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import is_plateau, usage_of
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """A finding for each call of ``step``."""
    usage = usage_of(context)
    if usage is None or not is_plateau(usage.schedule):
        return
    for site in usage.sites:
        if site.argument is None:
            yield Violation(
                (),
                tr("{} calls step() of ReduceOnPlateau without a metric, so Paddle stops with a TypeError", site.by)
                if site.by
                else tr("ReduceOnPlateau.step() is called without a metric, so Paddle stops with a TypeError"),
                tr("call step() with the loss of the epoch") if site.by else tr("give it the loss of the epoch"),
                place=site.place,
            )
