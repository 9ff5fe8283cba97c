"""Milestones that the warmup moves.

What it does
    Reports where the milestones of a staircase fall when they count from the end of the warmup.

Why is this bad
    PaddleClas, PaddleOCR and PaddleSeg start the decay when the warmup ends, PaddleDetection does not: the same numbers
    mean two schedules.

Example
    Global: {epochs: 90}
    Optimizer:
      lr: {name: MultiStepDecay, learning_rate: 0.1, milestones: [30, 60], warmup_epoch: 5}

Use instead
      lr: {name: MultiStepDecay, learning_rate: 0.1, milestones: [25, 55], warmup_epoch: 5}

Reference
    paddle.optimizer.lr.LinearWarmup.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names


def check(context: Context) -> Iterator[Violation]:
    """The finding at the milestones or at the step size."""
    fields = context.fields
    if (
        fields is None
        or not fields.delayed
        or not context.warmup
        or fields.shape not in ("multistep", "piecewise", "step")
    ):
        return
    if fields.shape == "step" and fields.step_size is not None and fields.step_size.number:
        first = context.updates(fields.step_size.number, fields.unit) + context.warmup
        yield Violation(
            fields.step_size.path,
            tr("the steps begin when the warmup ends, so the first drop is at {}", context.when(first)),
        )
    elif fields.milestones is not None and context.milestones:
        *early, last = (update for _, update in context.milestones)
        drops = join_names([*map(context.at, early), context.when(last)])
        yield Violation(
            fields.milestones.path,
            tr("the milestones count from the end of the warmup, so the rate drops at {}", drops),
        )
