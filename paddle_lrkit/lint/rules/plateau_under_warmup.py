"""A plateau schedule inside a warmup.

What it does
    Reports `ReduceOnPlateau` after a warmup.

Why is this bad
    PaddleClas' wrapper keeps the rate at `warmup_start_lr` forever; Paddle's `LinearWarmup` passes the number of the
    update to the plateau as if it were the loss. The classes of paddle_lrkit pass the metric.

Example
    Global: {epochs: 20}
    Optimizer:
      lr: {name: ReduceOnPlateau, learning_rate: 0.1, warmup_epoch: 5, by_epoch: true}

Use instead
      lr: {name: ReduceOnPlateau, learning_rate: 0.1, by_epoch: true}

Reference
    PaddleClas, ppcls/optimizer/learning_rate.py; paddle.optimizer.lr.LinearWarmup.get_lr.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """The finding at the warmup."""
    fields = context.fields
    if fields is None or fields.shape != "plateau" or fields.warmup is None or not fields.behaviour.warmup_on_plateau:
        return
    if context.script is not None and "paddle_lrkit" in context.source.text:
        return
    if fields.warmup.is_positive:
        effect = fields.behaviour.warmup_on_plateau
        yield Violation(fields.warmup.path, tr("a warmup around ReduceOnPlateau {}", effect), tr("remove the warmup"))
