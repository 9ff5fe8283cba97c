"""Milestones that do not ascend.

What it does
    Reports a milestone that is not larger than the one before it.

Why is this bad
    Paddle's `MultiStepDecay` refuses them; `PiecewiseDecay` takes them and the order of the list decides, so that drops
    are skipped.

Example
    LearningRate:
      schedulers:
      - !PiecewiseDecay {gamma: 0.1, milestones: [11, 8]}

Use instead
      - !PiecewiseDecay {gamma: 0.1, milestones: [8, 11]}

Reference
    paddle.optimizer.lr.MultiStepDecay; paddle.optimizer.lr.PiecewiseDecay.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """One finding a list."""
    fields = context.fields
    if fields is None or fields.milestones is None or fields.behaviour.any_order:
        return
    marks = fields.milestones.numbers
    for earlier, later in pairwise(marks):
        if later <= earlier:
            ordered = sorted(map(_as_written, fields.milestones.value)) if fields.milestones.text is None else []
            certain = fields.shape == "multistep" and len(set(marks)) == len(marks) and not _gammas(context)
            yield Violation(
                fields.milestones.path,
                tr(
                    "milestones must ascend, got {} after {}",
                    context.length(fields.milestones, later),
                    context.length(fields.milestones, earlier),
                ),
                context.write(fields.milestones, ordered) if ordered and len(set(marks)) == len(marks) else "",
                (Edit(fields.milestones.path, ordered),) if ordered and certain else (),
                severity="info" if _never_seen(context, earlier, later) else None,
            )
            return


def _never_seen(context: Context, *marks: float) -> bool:
    """Whether the schedule can be built and both milestones are past the end of the run."""
    places = [update for mark, update in context.milestones if mark in marks]
    return context.schedule is not None and bool(context.total and places) and min(places) >= (context.total or 0)


def _gammas(context: Context) -> bool:
    """Whether each milestone has a factor of its own, so that sorting would part them."""
    fields = context.fields
    return fields is not None and fields.gamma is not None and isinstance(fields.gamma.value, list)


def _as_written(mark: float | str) -> float:
    """A milestone, also where it is text: ``"8"`` is 8."""
    return mark if not isinstance(mark, str) else int(mark) if mark.strip().isdigit() else float(mark)
