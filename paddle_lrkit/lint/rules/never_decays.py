"""A schedule that never falls within the run.

What it does
    Looks at the rate from the end of the warmup to the end of the run and reports a decay that does not fall, and a
    rate that rises up to the last update, such as that of a cycle whose rise is longer than the run.

Why is this bad
    A rate that stays at its peak keeps the loss on the noise floor of that rate; most of the last points of accuracy
    come from the decay.

Example
    epoch: 12
    LearningRate:
      schedulers:
      - !PiecewiseDecay {milestones: [16, 22]}
      - !LinearWarmup {steps: 500}

Use instead
      - !PiecewiseDecay {milestones: [8, 11]}

Reference
    arXiv 1905.04753, table 1: every schedule that decays beats the constant rate at every budget.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate


def check(context: Context) -> Iterator[Violation]:
    """The finding, if the lowest rate after the warmup is the highest, or the last one of a rise."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or curve is None or not total or not context.measured:
        return
    if _rises(context):
        first, last = curve(0), curve(total - 1)
        yield Violation(
            fields.section,
            tr(
                "the rate rises from {} at the start to {} at the last update: it never decays",
                format_rate(first),
                format_rate(last),
            ),
            tr("end the rise within the run"),
        )
        return
    if fields.shape in ("constant", "plateau", "other"):
        return
    if fields.span is not None and context.updates(fields.span.number or 0.0, fields.unit) > total:
        return
    after = context.after_warmup
    if len(after) < 2 or not context.peak:
        return
    rates = [rate for _, rate in after]
    first = rates[0]
    if min(rates) >= 0.999 * first > 0 and rates[-1] <= 1.001 * first:
        start = tr("the end of the warmup") if context.warmup else tr("the start")
        size = advice.step_size(context)
        place = fields.step_size.path if size and fields.step_size is not None else fields.section
        yield Violation(
            place,
            tr("the rate stays at {} from {} to the end of the run: it never decays", format_rate(first), start),
            size or tr("let the decay end with the run"),
            severity="info" if context.flat else None,
        )


def _rises(context: Context) -> bool:
    """Whether the rate never falls within the run, and still rises in its second half."""
    if context.curve is None or not (context.steps_known or (context.fields and context.fields.run_unit == "it")):
        return False
    rates = context.rates
    still = len(rates) > 2 and rates[-1] > 1.001 * rates[len(rates) // 2] > 0
    return still and all(after >= before * (1 - 1e-9) for before, after in pairwise(rates))
