"""Fine-tuning a transformer without warmup.

What it does
    Reports a run from trained weights with an optimizer of the Adam family and no warmup.

Why is this bad
    Adam's first updates have the size of the rate whatever the gradient is, and spoil the trained weights. PaddleNLP's
    CLUE recipe warms up for 6 to 10% of the run.

Example
    learning_rate: 0.00005
    num_train_epochs: 3

Use instead
    learning_rate: 0.00005
    num_train_epochs: 3
    warmup_ratio: 0.1

Reference
    PaddleNLP's CLUE recipe; arXiv 1910.04209: 2 / (1 - beta2) updates.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.advice import too_short_for_warmup
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """The finding at the section."""
    fields = context.fields
    if fields is None or not fields.pretrained or not fields.optimizer.lower().startswith("adam"):
        return
    if not fields.behaviour.usual_warmup or fields.shape in ("other", "plateau") or too_short_for_warmup(context):
        return
    if fields.warmup is None or not fields.warmup.number:
        place = fields.warmup or fields.rate
        usual, other = fields.behaviour.usual_warmup, fields.class_with_warmup if fields.shape == "constant" else ""
        yield Violation(
            place.path if place else fields.section,
            tr("{} starts from trained weights without a warmup", fields.optimizer),
            f"{{{other}, {usual}}}" if other else usual,
        )
