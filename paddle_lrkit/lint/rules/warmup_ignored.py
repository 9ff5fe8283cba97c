"""A warmup that the schedule ignores.

What it does
    Reports warmup keys of a schedule without a warmup: PaddleClas' `Constant`, PaddleOCR's `DecayLearningRate`,
    PaddleNLP's `constant`, PaddleDetection's `use_warmup: false`; and as a warning `warmup_steps` of PaddleX, where the
    module does not read it or its base config has no warmup that PaddleX changes.

Why is this bad
    The run starts at the full rate although the config says otherwise.

Example
    Global: {epochs: 20}
    Optimizer:
      lr: {name: Constant, learning_rate: 0.01, warmup_epoch: 5}

Use instead
      lr: {name: ConstLR, learning_rate: 0.01, warmup_epoch: 5}

Reference
    the schedule classes of the suites.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_count


def check(context: Context) -> Iterator[Violation]:
    """The finding at the warmup."""
    fields = context.fields
    if fields is None:
        return
    if fields.unused_warmup is not None:
        yield Violation(
            fields.unused_warmup.path,
            tr("{} is not used, because {} has use_warmup: false", fields.unused_warmup.name, fields.name),
            tr("remove the warmup, or set use_warmup to true"),
            severity="warning",
        )
    for warmup in fields.ignored_warmups:
        if warmup.number:
            key, length = warmup.path[-1], format_count(warmup.number)
            message = tr("{} has no warmup, so {} {} is ignored", fields.name, key, length)
            if fields.why_ignored:
                message = tr("{} {} has no effect: {}", key, length, fields.why_ignored)
            severity = "warning" if fields.why_ignored else None
            yield Violation(warmup.path, message, fields.class_with_warmup, severity=severity)
