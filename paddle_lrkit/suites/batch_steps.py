"""The sizes of the updates of a run in words."""

from __future__ import annotations

from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.messages import JoinedMessage, tr
from paddle_lrkit.text import format_count

_MOST = 6


def batch_steps(plan: BatchPlan, total: int) -> str:
    """The samples of an update, and from which update on; of many sizes the first and the last ones.

    Args:
        plan: The batches of the run.
        total: Updates of the run.

    Example:
        >>> from paddle_lrkit.batch_plan import BatchStage
        >>> batch_steps(BatchPlan((BatchStage(0, 64), BatchStage(300, 128), BatchStage(900, 256))), 500)
        '64 samples per update, 128 from update 300 on'
    """
    stages = [stage for stage in plan.stages if stage.first < max(total, 1)]
    first, *later = (f"{format_count(plan.global_batch(stage.first))}" for stage in stages)
    parts = [
        tr("{} from update {} on", size, format_count(stage.first))
        for size, stage in zip(later, stages[1:], strict=True)
    ]
    if len(parts) > _MOST:
        parts = [*parts[:2], tr("{} more sizes", len(parts) - 4), *parts[-2:]]
    return str(JoinedMessage("", (tr("{} samples per update", first), *parts)))
