"""A rate far from 1 for an optimizer that learns its rate.

What it does
    Reports a peak rate below 0.1 or above 10 for `Prodigy` and `DAdaptAdam`.

Why is this bad
    Their rate is multiplied with the one that they learn. A rate of another optimizer, such as the 0.001 of AdamW,
    makes all steps a thousand times smaller than the learned rate says.

Example
    Optimizer:
      name: Prodigy
      lr: {name: CosineAnnealingDecay, learning_rate: 0.001}

Use instead
      lr: {name: CosineAnnealingDecay, learning_rate: 1.0}

Reference
    arXiv 2306.06101; arXiv 2301.07733.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate

_NAMES = ("Prodigy", "DAdaptAdam")


def check(context: Context) -> Iterator[Violation]:
    """The finding at the rate."""
    fields, peak = context.fields, context.peak
    if fields is None or not peak or fields.optimizer not in _NAMES or 0.1 <= peak <= 10:
        return
    yield Violation(
        fields.rate.path if fields.rate is not None else fields.section,
        tr(
            "{} multiplies the rate that it learns with this one, whose peak is {}", fields.optimizer, format_rate(peak)
        ),
        context.write(fields.rate, 1.0) if fields.rate is not None else tr("a peak rate of 1"),
    )
