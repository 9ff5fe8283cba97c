"""A log with its plan and the result of its audit."""

from __future__ import annotations

from typing import NamedTuple

from paddle_lrkit.runs.audit.plan import AuditPlan
from paddle_lrkit.runs.audit.result import AuditResult


class Audited(NamedTuple):
    """An audit to show.

    Args:
        result: What it says.
        plan: What the rates were compared with.
    """

    result: AuditResult
    plan: AuditPlan


class Unreadable(NamedTuple):
    """A log that cannot be read.

    Args:
        source: The log.
        error: The reason, in a sentence.
    """

    source: str
    error: str
