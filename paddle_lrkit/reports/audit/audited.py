"""A log with its plan and the result of its audit."""

from __future__ import annotations

from typing import NamedTuple

from paddle_lrkit.runs.audit.plan import AuditPlan
from paddle_lrkit.runs.audit.result import AuditResult
from paddle_lrkit.runs.logs.training_log import TrainingLog


class Audited(NamedTuple):
    """An audit to show.

    Args:
        result: What it says.
        plan: What the rates were compared with.
        log: What was read; None where it is no longer needed.
        alone: Whether it is the only one.
    """

    result: AuditResult
    plan: AuditPlan
    log: TrainingLog | None = None
    alone: bool = True


class Unreadable(NamedTuple):
    """A log that cannot be read.

    Args:
        source: The log.
        error: The reason, in a sentence.
    """

    source: str
    error: str
