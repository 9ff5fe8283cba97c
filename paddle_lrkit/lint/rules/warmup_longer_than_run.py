"""A warmup that does not end.

What it does
    Compares the length of the warmup with the length of the run.

Why is this bad
    The rate rises until the last update and never decays. A ramp to a constant that takes exactly the run is a
    warning, because it may be the first of two runs.

Example
    Global: {epochs: 20}
    Optimizer:
      lr: {name: Cosine, learning_rate: 0.1, warmup_epoch: 20}

Use instead
      lr: {name: Cosine, learning_rate: 0.1, warmup_epoch: 1}

Reference
    arXiv 1706.02677: 5 of 90 epochs.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_count


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length of the warmup."""
    fields, total = context.fields, context.total
    if fields is None or fields.warmup is None or not total or context.warmup < total:
        return
    written = fields.warmup.text or format_count(fields.warmup.number or 0)
    yield Violation(
        fields.warmup.path,
        tr(
            "the warmup of {} ends at {}, so the rate only rises and never decays",
            written,
            context.when(context.warmup),
        ),
        advice.warmup(context),
        severity="warning" if fields.shape == "constant" and context.warmup == total else None,
    )
