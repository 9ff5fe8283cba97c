"""The update and the curve that a run would continue with, without loading the scheduler."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.curves import constant, join, until
from paddle_lrkit.curves.resume import Resumption, resume
from paddle_lrkit.curves.resume_plateau import INSIDE, resume_plateau
from paddle_lrkit.errors import CheckpointError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule import Schedule


def resumption(schedule: Schedule, state: Mapping[str, Any], policy: str | None = None) -> Resumption:
    """The update and the curve that the trainer would continue with; a plateau rule keeps its rate for now.

    Args:
        schedule: The schedule to continue with.
        state: State of the scheduler in the checkpoint.
        policy: ``keep``, ``extend``, ``rescale`` or None.

    Raises:
        CheckpointError: With the sentence of `resume`.

    Example:
        >>> from paddle_lrkit.units import RunLength
        >>> state = {"last_epoch": 9, "last_lr": 0.05, "fingerprint": "another"}
        >>> resumption(Schedule(constant(0.1), "lrkit", RunLength(40)), state, "keep").update
        9
    """
    if schedule.plateau is None:
        return resume(schedule.curve, state, policy, schedule.total_updates)
    rule, warmup = schedule.plateau.rule(), schedule.warmup_updates
    if not warmup:
        update, now = resume_plateau(rule, state, policy)
        return Resumption(update, constant(now.rate))
    if policy not in (None, "keep"):
        raise CheckpointError(tr("policy {!r} needs a curve, but a part of this schedule keeps its own state", policy))
    found = resume(schedule.curve, state, policy)
    if INSIDE not in state:
        raise CheckpointError(tr("the state has no {!r}, the state of the scheduler inside", INSIDE))
    _, now = resume_plateau(rule, state[INSIDE], policy)
    return Resumption(found.update, join(until(found.curve, warmup), constant(now.rate)))
