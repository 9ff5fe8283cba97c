"""A warmup with a dot, where the suite takes whole numbers only.

What it does
    Reports a `warmup_epoch` of PaddleClas and PaddleScience that is a float in `Cosine` and `Linear`, even 5.0, the
    `warmup_steps` of a `LinearWarmup` of PASSL 1.1, and `WARMUP_EPOCHS` of PaddleViT.

Why is this bad
    The rest of the run becomes a float too, and Paddle's decays stop with a TypeError; PaddleViT refuses the config.

Example
    Global: {epochs: 20}
    Optimizer:
      lr: {name: Cosine, learning_rate: 0.1, warmup_epoch: 5.0}

Use instead
      lr: {name: Cosine, learning_rate: 0.1, warmup_epoch: 5}

Reference
    paddle.optimizer.lr.CosineAnnealingDecay: T_max must be an int.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.table import detector_of


def check(context: Context) -> Iterator[Violation]:
    """The finding at ``warmup_epoch``."""
    fields = context.fields
    if fields is None or not fields.behaviour.whole_warmup or fields.warmup is None:
        return
    value, run = fields.warmup.value, fields.run.number if fields.run else None
    if (
        context.schedule is not None
        or not isinstance(value, float)
        or not math.isfinite(value)
        or (run is not None and value >= run)
    ):
        return
    exact, key = value == int(value), fields.warmup.path[-1]
    yield Violation(
        fields.warmup.path,
        tr(
            "{} {} has a dot, and {} stops with an error: the schedule needs whole numbers",
            key,
            value,
            detector_of(context.suite).title,
        ),
        f"{key}: {int(value)}",
        (Edit(fields.warmup.path, int(value)),) if exact else (),
    )
