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

from paddle_lrkit.lint.bases import inherited
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.suites.config_value import ConfigValue, as_number
from paddle_lrkit.text import format_yaml


def check(context: Context) -> Iterator[Violation]:
    """The finding at the batch size."""
    fields = context.fields
    if (
        fields is None
        or fields.batch is None
        or fields.rate is None
        or not fields.batch.number
        or not fields.rate.number
    ):
        return
    base = as_number(inherited(context, fields.batch.path))
    if not base or base == fields.batch.number:
        return
    before = as_number(inherited(context, fields.rate.path))
    own = context.document.mark(fields.rate.path).file == context.document.file
    if before != fields.rate.number if own else before is not None:
        return
    factor = fields.batch.number / base
    root = fields.optimizer.lower().startswith("adam")
    rate = fields.rate.number * (factor**0.5 if root else factor)
    yield Violation(
        fields.batch.path,
        f"the batch size is {format_yaml(fields.batch.number)} instead of {format_yaml(base)} in the base, "
        f"{format_yaml(factor)} times, and the rate is the same {format_yaml(fields.rate.number)}",
        f"{'square root' if root else 'linear'} scaling: {_in_its_section(context, fields.rate, rate)}",
    )


def _in_its_section(context: Context, item: ConfigValue, value: float) -> str:
    """The rate as the config holds it: ``LearningRate: {base_lr: 0.02}``."""
    *sections, _ = item.path
    return "".join(f"{name}: {{" for name in sections) + context.write(item, value) + "}" * len(sections)
