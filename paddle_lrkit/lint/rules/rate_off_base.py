"""A rate of PaddleX's `Train` far above the one of the base config.

What it does
    Compares `learning_rate` with the rate of the base config of the model, for the batch size of each GPU; ten times as
    much is reported.

Why is this bad
    The base config has the rate that the model was trained with. AdamW takes a hundredth of what SGD takes: a rate that
    is copied from the file of another model makes the loss NaN or keeps it from falling.

Example
    Global: {model: SegFormer-B0}        # base config: AdamW, 6e-5
    Train: {epochs_iters: 500, batch_size: 2, learning_rate: 0.01}

Use instead
    Global: {model: SegFormer-B0}
    Train: {epochs_iters: 500, batch_size: 2, learning_rate: 6.0e-05}

Reference
    PaddleX 3.7.2: semantic_segmentation/SegFormer-B0.yaml and the base config of the model.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.config_value import as_number
from paddle_lrkit.suites.paddlex.reader import rewritten
from paddle_lrkit.suites.paddlex.rewrite import Rewriting
from paddle_lrkit.text import format_factor, format_rate, format_yaml

_RATE = ("Train", "learning_rate")
_MANY_TIMES = 10.0


def check(context: Context) -> Iterator[Violation]:
    """The finding at ``learning_rate``."""
    rate = as_number(context.document.get(_RATE))
    if context.fields is None or rate is None:
        return
    found = rewritten(context.document, context.source.selection)
    before = next((as_number(found.base.get(path)) for path, place in found.places.items() if place == _RATE), None)
    if before is None or before <= 0 or rate < _MANY_TIMES * before * max(_batches(found), 1.0):
        return
    numbers, optimizer = (
        (format_rate(rate), format_factor(rate / before), format_rate(before)),
        context.fields.optimizer,
    )
    yield Violation(
        _RATE,
        tr("the rate {} is {} times that of the base config of the model, {} with {}", *numbers, optimizer)
        if optimizer
        else tr("the rate {} is {} times that of the base config of the model, {}", *numbers),
        f"learning_rate: {format_yaml(before)}",
    )


def _batches(found: Rewriting) -> float:
    """The batch size, divided by that of the base config."""
    path = found.how.base.batch
    after, before = as_number(found.document.get(path)), as_number(found.base.get(path))
    return after / before if after and before and before > 0 else 1.0
