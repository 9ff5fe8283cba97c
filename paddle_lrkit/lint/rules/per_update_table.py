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
from paddle_lrkit.lint.finding import Found
from paddle_lrkit.text import format_yaml


def check(context: Context) -> Iterator[Found]:
    """The finding at the cosine."""
    facts = context.facts
    if (
        facts is None
        or context.suite != "ppdet"
        or facts.kind != "cosine"
        or facts.span is None
        or facts.warmup is None
    ):
        return
    epochs = facts.span.number or 0
    count = (
        f"{int(epochs * context.steps):,} rates"
        if context.steps_known
        else f"{format_yaml(epochs)} x updates of an epoch"
    )
    yield Found(
        facts.entries[1].path if len(facts.entries) > 1 else facts.section,
        f"PaddleDetection builds a table of {count} and searches it from its start at every update",
    )
