"""PaddleOCR's `TwoStepCosine`.

What it does
    Reports the class, whose first cosine is always 200 epochs long.

Why is this bad
    Without a warmup the rate is 0 from epoch 200 on; with one it jumps up there; a run of fewer epochs is cut off.

Example
    Global: {epoch_num: 500}
    Optimizer:
      lr: {name: TwoStepCosine, learning_rate: 0.001}

Use instead
      lr: {name: Cosine, learning_rate: 0.001}

Reference
    PaddleOCR, ppocr/optimizer/lr_scheduler.py, TwoStepCosineDecay.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_count


def check(context: Context) -> Iterator[Violation]:
    """The finding at the name."""
    fields = context.fields
    if fields is None or fields.run is None or fields.behaviour.first_cosine is None:
        return
    epochs, first = fields.run.number or 0, fields.behaviour.first_cosine
    if epochs == first:
        return
    warmed = fields.warmup is not None and fields.warmup.is_positive
    effect = tr("the rate jumps up after it") if warmed else tr("the rate is 0 after it")
    if epochs < first:
        effect = tr("the run ends before it")
    yield Violation(
        (*fields.section, "name"),
        tr("the first cosine always takes {} epochs, and the run has {}: {}", first, format_count(epochs), effect),
        "name: Cosine",
    )
