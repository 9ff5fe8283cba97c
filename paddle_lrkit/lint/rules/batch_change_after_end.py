"""A change of the batch that the run ends before.

What it does
    Compares the updates at which `Train.loader.batch_size` or `Global.accumulate_steps` changes with the length of the
    run.

Why is this bad
    The batch never becomes what the config says, and a run that was planned with the large batch makes more and noisier
    updates.

Example
    Global: {epochs: 12}
    Train:
      loader:
        batch_size: {name: Steps, boundaries: [20ep], values: [32, 64]}

Use instead
        batch_size: {name: Steps, boundaries: [4ep], values: [32, 64]}

Reference
    arXiv 1711.00489, whose batch grows where the rate would fall, inside the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.messages import tr


def check(context: Context) -> Iterator[Violation]:
    """The finding for the first change that is beyond the run."""
    total, schedule = context.total, context.schedule
    plan = schedule.length.plan if schedule is not None else None
    if plan is None or not total:
        return
    from paddle_lrkit.suites.lrkit.quantities import ACCUMULATE_PATH, BATCH_PATH

    path = BATCH_PATH if isinstance(context.document.get(BATCH_PATH), Mapping) else ACCUMULATE_PATH
    late = next((stage for stage in plan.stages if stage.first >= total), None)
    if late is not None:
        value = late.batch_size if path == BATCH_PATH else late.accumulate
        yield Violation(
            path,
            tr("the run ends before this becomes {}, at {}", value, context.when(late.first)),
            tr("let it change inside the run"),
        )
