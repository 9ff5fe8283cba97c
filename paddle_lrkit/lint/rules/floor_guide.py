"""A cosine with a floor above 1% of the peak.

What it does
    Compares the floor of a cosine with its peak.

Why is this bad
    With a tuned peak a floor of 0 was better in public runs (cosine to 0: 2.9534, to 10%: 2.9819 at the best rate of
    each); a floor of 0.1 to 1% is for training that continues.

Example
    iters: 80000
    lr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.01, T_max: 80000, eta_min: 0.001}

Use instead
    lr_scheduler: {type: CosineAnnealingDecay, learning_rate: 0.01, T_max: 80000}

Reference
    public logs of the authors of arXiv 2501.18965 (124M parameters, one seed).
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_share


def check(context: Context) -> Iterator[Violation]:
    """The finding at the floor."""
    fields = context.fields
    if fields is None or fields.shape != "cosine" or fields.floor is None or not fields.floor.number:
        return
    rate = 1.0 if fields.floor_relative else fields.rate.number if fields.rate else None
    instead = advice.floor(context)
    if rate and instead == context.write(fields.floor, 0.0) and 0.0101 < fields.floor.number / rate < 1:
        yield Violation(
            fields.floor.path,
            tr(
                "the floor is {} of the peak; when the peak is tuned, 0 is better",
                format_share(fields.floor.number / rate),
            ),
            instead,
        )
