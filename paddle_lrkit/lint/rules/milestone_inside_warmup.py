"""A milestone before the warmup ends.

What it does
    Compares milestones that count from the start of the run with the end of the warmup.

Why is this bad
    The ramp hides the drop; the rate falls at once when the warmup ends, and reaches the peak for one update or never.

Example
    epoch: 12
    LearningRate:
      schedulers:
      - !PiecewiseDecay {gamma: 0.1, milestones: [2, 8]}
      - !LinearWarmup {start_factor: 0.1, epochs: 3}

Use instead
      - !PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}

Reference
    PaddleDetection's PiecewiseDecay: milestones are epochs from the start of the run.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """A finding for each milestone inside the warmup."""
    fields = context.fields
    if fields is None or fields.milestones is None or fields.delayed or not context.warmup or context.flat:
        return
    marks = context.milestones
    if not any(update < context.warmup for _, update in marks):
        return
    instead = advice.milestones(context) or tr("place it after the warmup")
    for index, (written, update) in enumerate(marks):
        if update < context.warmup:
            yield Violation(
                fields.milestones.item_path(index),
                tr(
                    "milestone {} is at {}, inside the warmup, which ends at {}",
                    context.length(fields.milestones, written),
                    context.at(update),
                    context.when(context.warmup),
                ),
                instead,
            )
