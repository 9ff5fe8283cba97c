"""A warmup with rates above the one that it ends at.

What it does
    Compares the rates of the warmup with the first one after it.

Why is this bad
    A warmup is meant to rise to the rate that follows. One that starts above it begins with the largest rate of the
    run. PaddleVideo's CustomWarmupAdjustDecay with `iter_step` passes it in the last epoch of its warmup, so that the
    rate falls where the warmup ends.

Example
    epochs: 50
    OPTIMIZER:
      learning_rate:
        name: CustomWarmupCosineDecay
        iter_step: true
        warmup_epochs: 5
        warmup_start_lr: 0.1
        cosine_base_lr: 0.01
        max_epoch: 50

Use instead
        warmup_start_lr: 0.001

Reference
    arXiv 1706.02677: a warmup from a tenth of the rate up to the rate.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate

_MORE = 1.01


def check(context: Context) -> Iterator[Violation]:
    """The finding at the start of the warmup, or at its length."""
    fields, curve, schedule = context.fields, context.curve, context.schedule
    if fields is None or fields.warmup is None or curve is None or schedule is None:
        return
    length = schedule.warmup_updates
    if length < 2 or (context.total and length >= context.total):
        return
    inside = not fields.delayed and any(update <= length for _, update in context.milestones)
    start, last, after = curve(0), curve(length - 1), curve(length)
    if start > _MORE * after > 0 and start > last and not inside:
        yield Violation(
            (fields.start or fields.warmup).path,
            tr("the warmup starts at {}, above the rate {} that follows it", format_rate(start), format_rate(after)),
            _lower(context, after),
        )
    elif last > _MORE * after + 2 * abs(after - curve(length + 1)) and after > 0 and last > start and not inside:
        yield Violation(
            fields.warmup.path,
            tr(
                "the warmup rises to {}, above the rate {} that follows it, at {}",
                format_rate(last),
                format_rate(after),
                context.when(length),
            ),
            str(fields.behaviour.without_overshoot) or tr("let the warmup end at the first rate of the decay"),
        )


def _lower(context: Context, after: float) -> str:
    """A start at a tenth of the rate after the warmup."""
    start = context.fields.start if context.fields is not None else None
    if start is None or start.key_path is None or context.fields is None:
        return tr("let the warmup start at a tenth of that rate")
    return context.write(start, 0.1 if context.fields.start_relative else after / 10)
