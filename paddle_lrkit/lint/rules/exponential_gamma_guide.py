"""An exponential that ends outside the useful range.

What it does
    Computes the last rate of an exponential decay, as a share of the peak.

Why is this bad
    0.9 an epoch leaves 0.003% after 100 epochs, 0.999 leaves 90%: the factor is meaningful only together with
    the length.

Example
    scheduler = ExponentialDecay(learning_rate=0.1, gamma=0.9)

Use instead
    scheduler = ExponentialDecay(learning_rate=0.1, gamma=0.97)

Reference
    the starting guide: 0.98 to 0.995 an epoch; compute gamma ** epochs.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_share


def check(context: Context) -> Iterator[Violation]:
    """The finding at the factor."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or fields.shape != "exponential" or fields.gamma is None or curve is None or not total:
        return
    if not context.measured:
        return
    ratio = curve(total - 1) / context.peak if context.peak else 1.0
    if ratio < 1e-3 or ratio > 0.3:
        yield Violation(
            fields.gamma.path,
            tr("the last rate is {} of the peak; 0.1% to 10% is usual", format_share(ratio)),
            advice.gamma(context),
        )
