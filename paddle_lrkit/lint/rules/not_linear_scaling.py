"""A batch size and a rate that changed by different factors.

What it does
    Compares both with those of the config's bases: the rate should go with the batch size (SGD) or its square root
    (Adam). A config with another optimizer than its base is not checked.

Why is this bad
    Either the change was tuned (then say so in a comment) or a factor was forgotten.

Example
    _BASE_: [faster_rcnn_r50_fpn_1x_coco.yml]
    TrainReader: {batch_size: 8}
    LearningRate: {base_lr: 0.02}

Use instead
    LearningRate: {base_lr: 0.08}

Reference
    arXiv 1706.02677.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.bases import batch_and_rate, changes_optimizer, inherited
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.text import format_factor, format_yaml


def check(context: Context) -> Iterator[Violation]:
    """The finding at the rate."""
    found = batch_and_rate(context)
    if found is None:
        return
    batch, size, rate, number = found
    base, before = (as_number(inherited(context, part.path)) for part in (batch, rate))
    if base is None or before is None or base <= 0 or before <= 0 or base == size or before == number:
        return
    if changes_optimizer(context):
        return
    more, higher = size / base, number / before
    if min(abs(higher - more) / more, abs(higher - more**0.5) / more**0.5) > 0.01:
        yield Violation(
            rate.path,
            tr(
                "the batch size is {} times that of the base and the rate {} times, which is neither linear nor "
                "square-root scaling",
                format_factor(more),
                format_factor(higher),
            ),
            tr("{}  # linear; square root: {}", context.write(rate, before * more), format_yaml(before * more**0.5)),
        )
