"""`Linear` of PaddleClas and PaddleScience with `by_epoch` and a warmup.

What it does
    Reports `by_epoch: true` beside `warmup_epoch` in `Linear`, and in PaddleScience's `ExponentialDecay`.

Why is this bad
    The warmup is counted in updates and ticked once an epoch: 5 epochs of 100 updates become 500 epochs.

Example
    Global: {epochs: 20}
    Optimizer:
      lr: {name: Linear, learning_rate: 0.1, warmup_epoch: 5, by_epoch: true}

Use instead
      lr: {name: Linear, learning_rate: 0.1, warmup_epoch: 5}

Reference
    PaddleClas, ppcls/optimizer/learning_rate.py, Linear; PaddleScience, ppsci/optimizer/lr_scheduler.py.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.table import detector_of
from paddle_lrkit.text import format_count


def check(context: Context) -> Iterator[Violation]:
    """The finding at ``warmup_epoch``."""
    fields = context.fields
    if fields is None or fields.warmup is None or not fields.behaviour.counts_warmup_in_updates:
        return
    epochs = fields.warmup.number or 0
    if epochs > 0 and context.steps > 1:
        length = tr("{} epochs", format_count(epochs * context.steps))
        if not context.steps_known:
            length = tr("{} x (updates of an epoch) epochs", format_count(epochs))
        yield Violation(
            fields.warmup.path,
            tr(
                "with by_epoch, {} takes the updates of the warmup for epochs: it lasts {} instead of {}",
                detector_of(context.suite).title,
                length,
                format_count(epochs),
            ),
            "by_epoch: false",
        )
