"""A staircase or an exponential in a short run.

What it does
    Reports both kinds in runs of fewer than 50 epochs, detection aside.

Why is this bad
    In short runs linear decay to zero won most often: in the low-budget quarter of 82 settings it was among the best
    three in 78%, an exponential in 7%.

Example
    Global: {epochs: 20}
    Optimizer:
      lr: {name: Step, learning_rate: 0.1, step_size: 7, gamma: 0.1}

Use instead
      lr: {name: Linear, learning_rate: 0.1}

Reference
    arXiv 2107.04197; arXiv 1905.04753.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_count


def check(context: Context) -> Iterator[Violation]:
    """The finding at the section."""
    fields = context.fields
    if fields is None or fields.run is None or fields.run_unit != "ep" or fields.section[:1] == ("LearningRate",):
        return
    if context.document.get(("Global", "task")) == "detection" or fields.behaviour.open_length:
        return
    epochs = fields.run.number or 0
    if fields.shape in ("step", "multistep", "piecewise", "exponential") and 0 < epochs < 50:
        yield Violation(
            fields.section,
            tr(
                "{} in a run of {} epochs; below 50 epochs, a linear decay to 0 is safer",
                fields.name,
                format_count(epochs),
            ),
        )
