"""Another batch size than in `_BASE_`, the same rate.

What it does
    Compares batch size and rate with those of the config's bases.

Why is this bad
    A rate is tuned for a batch size: twice the batch needs twice the rate with SGD, and 1.4 times the rate with Adam.

Example
    _BASE_: [faster_rcnn_r50_fpn_1x_coco.yml]
    TrainReader: {batch_size: 4}

Use instead
    _BASE_: [faster_rcnn_r50_fpn_1x_coco.yml]
    TrainReader: {batch_size: 4}
    LearningRate: {base_lr: 0.04}

Reference
    arXiv 1706.02677 (SGD, up to 8192 samples).
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.bases import batch_and_rate, inherited
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import ConfigValue, as_number
from paddle_lrkit.text import format_count, format_factor, format_rate


def check(context: Context) -> Iterator[Violation]:
    """The finding at the batch size."""
    found = batch_and_rate(context)
    if context.fields is None or found is None:
        return
    batch, size, rate, number = found
    base = as_number(inherited(context, batch.path))
    if base is None or base <= 0 or base == size:
        return
    before = as_number(inherited(context, rate.path))
    own = context.document.mark(rate.path).file == context.document.file
    if before != number if own else before is not None:
        return
    factor = size / base
    root = context.fields.optimizer.lower().startswith("adam")
    instead = _in_its_section(context, rate, number * (factor**0.5 if root else factor))
    yield Violation(
        batch.path,
        tr(
            "the batch size is {}, {} times the {} of the base, but the rate is still {}",
            format_count(size),
            format_factor(factor),
            format_count(base),
            format_rate(number),
        ),
        tr("{}  # square root scaling", instead) if root else tr("{}  # linear scaling", instead),
    )


def _in_its_section(context: Context, item: ConfigValue, value: float) -> str:
    """The rate as the config holds it: ``LearningRate: {base_lr: 0.02}``."""
    *sections, _ = item.path
    return "".join(f"{name}: {{" for name in sections) + context.write(item, value) + "}" * len(sections)
