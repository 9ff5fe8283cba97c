"""A warmup that does not end.

What it does
    Compares the length of the warmup with the length of the run.

Why is this bad
    The rate rises until the last update and never decays.

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

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.text import format_yaml


def check(context: Context) -> Iterator[Violation]:
    """The finding at the length of the warmup."""
    fields, total = context.fields, context.total
    if fields is None or fields.warmup is None or not total or context.warmup < total:
        return
    yield Violation(
        fields.warmup.path,
        f"the warmup of {fields.warmup.text or format_yaml(fields.warmup.number or 0)} ends at "
        f"{context.when(context.warmup)}: the run is over before it",
        f"about 5% of the run: {context.write(fields.warmup, _shorter(context))}",
    )


def _shorter(context: Context) -> float | str:
    """A twentieth of the run in the unit of the warmup."""
    fields, total = context.fields, context.total or 0
    if fields is None or fields.warmup_unit == "%":
        return 0.05
    return max(round(total / 20 / (context.steps if fields.warmup_unit == "ep" else 1)), 1)
