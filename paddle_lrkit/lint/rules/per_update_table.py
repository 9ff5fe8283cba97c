"""PaddleDetection's table of rates.

What it does
    Reports a `CosineDecay` that PaddleDetection turns into a list with one entry an update.

Why is this bad
    Each `step()` walks the list from its start, so the cost of a run grows with the square of its length: 300 epochs of
    COCO are some 200,000 entries.

Example
    epoch: 300
    LearningRate:
      schedulers:
      - !CosineDecay {max_epochs: 360}
      - !LinearWarmup {epochs: 5}

Use instead
    paddle_lrkit's scheduler, which has the same rates in closed form

Reference
    PaddleDetection, ppdet/optimizer/optimizer.py, CosineDecay; paddle.optimizer.lr.PiecewiseDecay.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.text import format_yaml


def check(context: Context) -> Iterator[Violation]:
    """The finding at the cosine."""
    fields = context.fields
    if fields is None or not fields.behaviour.builds_table or fields.span is None:
        return
    epochs = fields.span.number or 0
    count = (
        f"{int(epochs * context.steps):,} rates"
        if context.steps_known
        else f"{format_yaml(epochs)} x updates of an epoch"
    )
    yield Violation(
        fields.arguments[1].path if len(fields.arguments) > 1 else fields.section,
        f"PaddleDetection builds a table of {count} and searches it from its start at every update",
    )
