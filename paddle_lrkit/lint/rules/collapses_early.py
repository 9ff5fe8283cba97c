"""A rate below 1% of the peak in the first half of the run.

What it does
    Looks for the update from which the rate stays below a hundredth of the peak.

Why is this bad
    The second half of the run hardly moves the weights.

Example
    Global: {epochs: 100}
    Optimizer:
      lr: {name: Step, learning_rate: 0.1, step_size: 10, gamma: 0.1}

Use instead
      lr: {name: Step, learning_rate: 0.1, step_size: 40, gamma: 0.1}

Reference
    arXiv 2107.04197: profiles that fall early rank last at every budget.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.text import format_share


def check(context: Context) -> Iterator[Violation]:
    """The finding at the key that sets how fast the rate falls, else at the section of the schedule."""
    fields, curve, total = context.fields, context.curve, context.total
    if fields is None or curve is None or not total or not context.even or not context.peak or not context.measured:
        return
    if fields.shape == "other" and not (context.script is not None and _only_falls(context)):
        return
    if context.decay_end is not None and context.decay_end < 0.95 * total:
        return
    start = context.low_from(0.0099 * context.peak)
    if start < 0.5 * total and curve(start) > 1e-6 * context.peak:
        place, instead = _cause(context)
        yield Violation(
            place.path if place is not None else fields.section,
            tr(
                "the rate stays below 1% of the peak from {} on, after {} of the run",
                context.when(start),
                format_share(start / total),
            ),
            instead or tr("decay later, or with a larger gamma"),
        )


def _only_falls(context: Context) -> bool:
    """Whether the rate never rises, as that of `NaturalExpDecay`."""
    return all(after <= before for before, after in pairwise(context.rates))


def _cause(context: Context) -> tuple[ConfigValue | None, str]:
    """The step size, the milestones or the factor, and what to write there."""
    fields = context.fields
    if fields is None:
        return None, ""
    found = (
        (fields.step_size, advice.step_size(context)),
        (fields.milestones, advice.milestones(context)),
        (fields.gamma, advice.gamma(context)),
    )
    return next(((part, instead) for part, instead in found if part is not None and instead), (None, ""))
