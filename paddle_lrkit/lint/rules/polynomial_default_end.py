"""A polynomial that ends at Paddle's own 1e-4.

What it does
    Reports a `PolynomialDecay` without `end_lr`, whose default is 1e-4 whatever the rate is.

Why is this bad
    With a peak of 1e-4 the rate does not fall, with a smaller one it rises. At 0.01 it is 1% of the peak and
    reported as info.

Example
    iters: 80000
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.00006, power: 1}

Use instead
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.00006, power: 1, end_lr: 0}

Reference
    paddle.optimizer.lr.PolynomialDecay.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate, format_share


def check(context: Context) -> Iterator[Violation]:
    """The finding at the section."""
    fields = context.fields
    if fields is None or fields.default_floor is None or fields.floor is not None or fields.rate is None:
        return
    rate = fields.rate.number
    if not rate:
        return
    effect = tr("the rate never falls") if rate == 1e-4 else tr("the rate rises from {}", format_rate(rate))
    if rate > 1e-4:
        effect = tr("the run ends at {} of the peak", format_share(1e-4 / rate))
    yield Violation(
        fields.default_floor.path,
        tr("end_lr is not given and is 0.0001 by default: {}", effect),
        "end_lr: 0",
        severity="error" if rate <= 1e-4 else "warning" if rate <= 1e-3 else "info",
    )
