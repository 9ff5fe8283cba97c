"""A warmup that takes more than 30% of the run.

What it does
    Compares the length of the warmup with the length of the run.

Why is this bad
    The long ramp shortens the time at a useful rate; published recipes use 0 to 10%.

Example
    Global: {epochs: 20}
    Optimizer:
      lr: {name: Cosine, learning_rate: 0.1, warmup_epoch: 10}

Use instead
      lr: {name: Cosine, learning_rate: 0.1, warmup_epoch: 1}

Reference
    arXiv 1706.02677 (5 of 90 epochs); PaddleNLP's CLUE recipe (6 to 10%).
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_share


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length of the warmup."""
    fields, total = context.fields, context.total
    if fields is None or fields.warmup is None or not total or not context.even or fields.shape == "other":
        return
    if 0.3 * total < context.warmup < total:
        yield Violation(
            fields.warmup.path,
            tr(
                "the warmup ends at {}, after {} of the run; recipes take up to 10%",
                context.when(context.warmup),
                format_share(context.warmup / total),
            ),
            advice.warmup(context),
        )
