"""One line of the report."""

from __future__ import annotations

from typing import Literal, NamedTuple

Status = Literal["ok", "warn", "fail"]


class Row(NamedTuple):
    """What a check found.

    Args:
        check: Name of the check.
        status: ``ok``; ``warn`` when something works less well; ``fail`` when training cannot work.
        detail: What was found.
        fix: What to do, empty when there is nothing to do.
    """

    check: str
    status: Status
    detail: str
    fix: str = ""
