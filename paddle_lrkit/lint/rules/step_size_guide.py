"""A step size outside the usual range.

What it does
    Compares the step size of a `StepDecay` with the guide: a third to a half of the run. Steps with a factor above
    0.3 are left out: many mild steps approximate an exponential.

Why is this bad
    Shorter steps reach a useless rate early, longer ones leave no time after the drop. This is only a guideline.

Example
    Global: {epochs: 90}
    Optimizer:
      lr: {name: Step, learning_rate: 0.1, step_size: 10, gamma: 0.1}

Use instead
      lr: {name: Step, learning_rate: 0.1, step_size: 30, gamma: 0.1}

Reference
    the starting guide; PaddleClas' ResNet50: 30 of 90 and 120 epochs.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_share


def check(context: Context) -> Iterator[Violation]:
    """The finding at the step size."""
    fields, total = context.fields, context.total
    if fields is None or fields.shape != "step" or not total or fields.step_size is None:
        return
    size, gamma = fields.step_size.number, fields.gamma.number if fields.gamma else None
    if size and context.comparable(fields.unit):
        share = context.updates(size, fields.unit) / total
        mild = gamma is not None and 0.3 < gamma < 1
        if not 0.24 <= share <= 0.51 and not mild:
            yield Violation(
                fields.step_size.path,
                tr("a step is {} of the run; a third to a half is usual", format_share(share)),
                advice.step_size(context),
            )
