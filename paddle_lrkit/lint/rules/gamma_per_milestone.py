"""PaddleDetection's single `gamma`.

What it does
    Reports a single `gamma` other than 0.1 beside several milestones.

Why is this bad
    PaddleDetection divides it by 10 for each further milestone: `gamma: 0.5` gives 0.5, 0.05, 0.005 and not 0.5, 0.25,
    0.125.

Example
    LearningRate:
      schedulers:
      - !PiecewiseDecay {gamma: 0.5, milestones: [8, 11]}

Use instead
      - !PiecewiseDecay {gamma: [0.5, 0.05], milestones: [8, 11]}

Reference
    PaddleDetection, ppdet/optimizer/optimizer.py, PiecewiseDecay.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate

_MOST = 300
"""PaddleDetection refuses a single gamma for more milestones, because the factors become 0."""


def check(context: Context) -> Iterator[Violation]:
    """The finding at ``gamma``."""
    fields = context.fields
    if fields is None or fields.gamma is None or fields.milestones is None or not fields.behaviour.divides_gamma:
        return
    gamma, count = fields.gamma.number, len(fields.milestones.numbers)
    if gamma is None or not 0 < gamma < 1 or not 2 <= count <= _MOST or abs(gamma - 0.1) < 1e-12:
        return
    factors = [float(f"{gamma / 10**index:.6g}") for index in range(count)]
    shown, powers = (", ".join(map(format_rate, each)) for each in (factors, (gamma**n for n in range(1, count + 1))))
    yield Violation(
        fields.gamma.path,
        tr(
            "PaddleDetection divides a single gamma by 10 at each further milestone: the factors are {}, not {}",
            shown,
            powers,
        ),
        tr("{}  # the rates stay as they are", context.write(fields.gamma, factors)),
    )
