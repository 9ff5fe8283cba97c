"""A milestone that the run never reaches.

What it does
    Compares each milestone with the length of the run, in the unit and from the origin that the suite counts from.

Why is this bad
    The decay never happens, silently: the run continues at the higher rate. A single
    milestone past the end is how some recipes write a constant rate (RT-DETR), so it is a warning.

Example
    epoch: 12
    LearningRate:
      schedulers:
      - !PiecewiseDecay {gamma: 0.1, milestones: [8, 16]}

Use instead
      - !PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}

Reference
    PaddleDetection's faster_rcnn_r50_fpn_1x_coco places the drops at 67% and 92% of the run.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint import advice
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """A finding for each milestone at or after the end."""
    fields, total = context.fields, context.total
    if fields is None or fields.milestones is None or not total:
        return
    marks = context.milestones
    if not any(update >= total for _, update in marks):
        return
    instead = advice.milestones(context) or tr("place it before the end of the run")
    for index, (written, update) in enumerate(marks):
        if update < total:
            continue
        place = context.length(fields.milestones, written), context.when(update)
        yield Violation(
            fields.milestones.item_path(index),
            tr("milestone {} counts from the end of the warmup, so it is at {}: the run ends before it", *place)
            if fields.delayed and context.warmup
            else tr("milestone {} is at {}: the run ends before it", *place),
            instead,
            severity="info" if context.flat else "warning" if len(marks) == 1 else None,
        )
