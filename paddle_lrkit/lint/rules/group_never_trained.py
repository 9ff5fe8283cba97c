"""A freeze window that the run never leaves or never reaches.

What it does
    Compares the freeze windows of `Optimizer.groups` with the length of the run.

Why is this bad
    A window that ends after the run leaves the group as it was at the start, and one that begins after the run freezes
    nothing. To freeze a group for the whole run, `freeze: 100%` says so.

Example
    Global: {epochs: 12}
    Optimizer:
      groups:
      - {match: backbone, lr: {scale: 0.1}, freeze: 20ep}

Use instead
      - {match: backbone, lr: {scale: 0.1}, freeze: 2ep}

Reference
    Gradual unfreezing, arXiv 1801.06146, section 3.3.
"""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """A finding for each window that is beyond the run."""
    total, groups = context.total, context.schedule.groups if context.schedule is not None else ()
    for index, group in enumerate(groups):
        if group.frozen is None or not total or group.frozen[1] <= total:
            continue
        start, stop = group.frozen
        path = ("Optimizer", "groups", index, "freeze")
        if start >= total:
            yield Violation(path, tr("the run ends before {} is frozen, at {}", group.name, context.when(start)))
        else:
            yield Violation(
                path,
                tr(
                    "{} is frozen until {}, so it is not trained after {}",
                    group.name,
                    context.when(stop),
                    context.at(start),
                ),
                tr("end the window inside the run, or write 100% to freeze for the whole run"),
            )
