"""The result of a check, and the report of all results."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Literal, NamedTuple

import click

from paddle_lrkit.printable import printable
from paddle_lrkit.text import wrap

Status = Literal["ok", "warn", "fail"]
_COLORS: dict[Status, str] = {"ok": "green", "warn": "yellow", "fail": "red"}


class Diagnosis(NamedTuple):
    """The result of a check.

    Args:
        check: Name of the check.
        status: ``ok``; ``warn`` if something works less well; ``fail`` if training cannot work.
        detail: What the check found.
        fix: What to do; empty if there is nothing to do.
    """

    check: str
    status: Status
    detail: str
    fix: str = ""


def report_text(results: Sequence[Diagnosis], columns: int = sys.maxsize) -> str:
    """The report for a terminal.

    Args:
        results: All results.
        columns: Width of the terminal.

    Example:
        >>> disk = Diagnosis("disk", "warn", "1.0 GiB free", "free some space")
        >>> print(click.unstyle(report_text([Diagnosis("Python", "ok", "3.11.7"), disk])))
        ok    Python  3.11.7
        warn  disk    1.0 GiB free
                      fix: free some space
        1 ok, 1 warn, 0 fail
    """
    width = max((len(result.check) for result in results), default=0)
    room, lines = max(columns - width - 8, 20), []
    for result in results:
        status = click.style(f"{result.status:<4}", fg=_COLORS[result.status])
        first, *more = wrap(printable(result.detail), room)
        lines.append(f"{status}  {result.check:<{width}}  {first}")
        more += wrap(printable(f"fix: {result.fix}"), room, "     ") if result.fix else []
        lines += [f"{'':<{width + 8}}{line}" for line in more]
    statuses = [result.status for result in results]
    return "\n".join([*lines, ", ".join(f"{statuses.count(status)} {status}" for status in _COLORS)])
