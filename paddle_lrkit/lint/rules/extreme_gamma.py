"""A factor that hardly decays, ends the training at once, or raises the rate.

What it does
    Computes what `gamma` leaves of the peak at the end of the run, from all of its drops: more than 90%, or less than a
    millionth in an exponential. A drop to less than a hundredth, and one that raises the rate, is reported too.

Why is this bad
    0.99 at two drops leaves 98% of the peak; 0.9 an update leaves nothing after 200.

Example
    Global: {epochs: 90}
    Optimizer:
      lr: {name: Step, learning_rate: 0.1, step_size: 30, gamma: 0.99}

Use instead
      lr: {name: Step, learning_rate: 0.1, step_size: 30, gamma: 0.1}

Reference
    PaddleDetection, PaddleClas and PaddleSeg use 0.1 to 0.5 at a step; 0.98 an epoch is a step, too.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_factor, format_share

_HARDLY, _NOTHING, _AT_ONCE = 0.9, 1e-6, 0.01


def check(context: Context) -> Iterator[Violation]:
    """The finding at the factor."""
    fields, curve, total = context.fields, context.curve, context.total
    factor = fields.gamma.number if fields is not None and fields.gamma is not None else None
    if fields is None or fields.gamma is None or not factor or fields.shape == "plateau":
        return
    place, name = (
        fields.gamma.path,
        tr("a factor of {:g}", factor) if 0.99 < factor < 1 else tr("a factor of {}", format_factor(factor)),
    )
    after = context.after_warmup
    if curve is None or not total or not after or not context.peak or not context.measured:
        if factor > 1 and context.problem is not None:
            yield Violation(place, tr("{} raises the rate", name), severity="error")
        return
    rates = [rate for _, rate in after]
    share = rates[-1] / rates[0] if rates[0] else 1.0
    shown = format_share(share) if share >= _NOTHING else tr("less than a millionth")
    if max(rates) > rates[0] > 0:
        if factor > 1:
            yield Violation(
                place,
                tr("{} raises the rate to {} times the peak", name, format_factor(max(rates) / rates[0])),
                severity="error",
            )
    elif min(rates) < rates[0]:
        exponential = fields.shape == "exponential"
        if rates[-1] > _HARDLY * rates[0] or (exponential and rates[-1] < _NOTHING * rates[0]):
            yield Violation(
                place, tr("{} leaves {} of the peak at the end of the run", name, shown), advice.gamma(context)
            )
        elif not exponential and factor < _AT_ONCE:
            yield Violation(
                place,
                tr(
                    "{} ends the training at the first drop: it leaves {} of the peak at the end of the run",
                    name,
                    shown,
                ),
                advice.gamma(context),
            )
