"""A first update with a rate of 0.

What it does
    Looks at the rate of update 0.

Why is this bad
    The first batch changes nothing. Only one update is wasted, so this is reported as info.

Example
    LearningRate:
      schedulers:
      - !CosineDecay {max_epochs: 300}
      - !LinearWarmup {start_factor: 0.0, epochs: 5}

Use instead
      - !LinearWarmup {start_factor: 0.1, epochs: 5}

Reference
    paddle.optimizer.lr.LinearWarmup with start_lr 0.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation


def check(context: Context) -> Iterator[Violation]:
    """The finding at the start of the warmup."""
    fields, curve = context.fields, context.curve
    if fields is None or curve is None or not context.total or not context.peak or curve(0) != 0:
        return
    place = fields.start or fields.warmup
    yield Violation(place.path if place else fields.section, "update 0 has a rate of 0, so it changes nothing")
