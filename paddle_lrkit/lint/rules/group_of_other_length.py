"""A schedule of a parameter group that does not end with the run.

What it does
    Compares the length of each own schedule in `Optimizer.groups` with the length of the run, and reports those that
    end after less than 95% or more than 105% of it.

Why is this bad
    A schedule that is too short leaves the group at its last rate, often 0, while the others are trained. One that is
    too long never decays to its end.

Example
    Global: {epochs: 12}
    Optimizer:
      groups:
      - {match: head, lr: {name: PolynomialDecay, learning_rate: 0.1, decay_steps: 6ep}}

Use instead
      - {match: head, lr: {name: PolynomialDecay, learning_rate: 0.1}}

Reference
    Discriminative fine-tuning, arXiv 1801.06146, section 3.2: the rates of all groups follow one schedule.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr
from paddle_lrkit.text import format_rate


def check(context: Context) -> Iterator[Violation]:
    """A finding for each schedule of another length."""
    total, groups = context.total, context.schedule.groups if context.schedule is not None else ()
    for index, group in enumerate(groups):
        curve, end = group.curve, group.curve.length if group.curve is not None else None
        if curve is None or end is None or not total or 0.95 * total <= end <= 1.05 * total:
            continue
        if curve(end - 1) == curve(end):
            continue
        rate = format_rate(curve(end if end < total else total - 1))
        yield Violation(
            ("Optimizer", "groups", index, "lr"),
            tr("the schedule of {} ends at {}, so its rate stays at {}", group.name, context.when(end), rate)
            if end < total
            else tr("the schedule of {} ends at {}, so its rate is {} at the end", group.name, context.when(end), rate),
            tr("leave out its length, so that it ends with the run"),
        )
