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

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation


def check(context: Context) -> Iterator[Violation]:
    """A finding for each milestone at or after the end."""
    fields, total = context.fields, context.total
    if fields is None or fields.milestones is None or not total:
        return
    marks = context.milestones
    flat = fields.gamma is not None and (fields.gamma.number == 1 or set(fields.gamma.numbers) == {1.0})
    for index, (written, update) in enumerate(marks):
        if update < total:
            continue
        shifted = " after the warmup" if fields.delayed and context.warmup else ""
        yield Violation(
            (*fields.milestones.path, index) if len(fields.milestones.path) > 1 else fields.milestones.path,
            f"milestone {context.length(fields.milestones, written)}{shifted} is {context.when(update)}: the run ends "
            "before it",
            _suggested(context, len(marks)),
            severity="info" if flat else "warning" if len(marks) == 1 else None,
        )


def _suggested(context: Context, count: int) -> str:
    """Milestones at the proportions of PaddleDetection's 1x schedule."""
    fields = context.fields
    if fields is None or fields.milestones is None or fields.run is None or fields.run_unit != fields.unit:
        return "place it before the end of the run"
    length = (fields.run.number or 0) - (fields.warmup.number or 0 if fields.warmup and fields.delayed else 0)
    shares = {1: (0.75,), 2: (2 / 3, 11 / 12), 3: (0.5, 0.75, 0.9)}.get(count, ())
    if not shares or length <= count + 1:
        return "place it before the end of the run"
    return f"for example {context.write(fields.milestones, [round(length * share) for share in shares])}"
