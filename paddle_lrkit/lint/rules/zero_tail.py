"""A decay that is over before the run.

What it does
    Reports a rate at or below a millionth of the peak for more than 5% of the run, and a cosine or polynomial that has
    reached its floor after less than 95% of it.

Why is this bad
    At a rate of 0 the model learns nothing while the GPU time is paid for; at a floor it learns little.

Example
    iters: 80000
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0, decay_steps: 40000}

Use instead
    lr_scheduler: {type: PolynomialDecay, learning_rate: 0.01, end_lr: 0, decay_steps: 80000}

Reference
    arXiv 1905.04753: the decay should end with the budget.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.shape_names import shape_name
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.text import format_rate, format_share

_OTHERWISE = Message("let the decay end with the run")


def check(context: Context) -> Iterator[Violation]:
    """The finding at the section of the schedule."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or curve is None or not total or not context.even or not context.peak or not context.measured:
        return
    start = context.low_from(1e-6 * context.peak)
    end, last = context.decay_end, curve(total - 1)
    early = end is not None and end < 0.95 * total
    place = fields.span.path if fields.span is not None else fields.section
    instead = (advice.span(context) if early else "") or str(_OTHERWISE)
    if total - start > 0.05 * total:
        tail = context.when(start), format_share((total - start) / total)
        yield Violation(
            place,
            tr("the rate is 0 from {} on, for {} of the run", *tail)
            if last == 0
            else tr("the rate is below a millionth of the peak from {} on, for {} of the run", *tail),
            instead,
        )
    elif early and end is not None and last < 0.999 * context.peak and curve(int(end)) == last:
        yield Violation(
            place,
            tr(
                "the {} ends at {}, then the rate stays at {}",
                shape_name(fields.shape),
                context.when(end),
                format_rate(last),
            ),
            instead,
        )
