"""The result of a check, and the report of all results."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Literal, NamedTuple

import click

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.printable import printable
from paddle_lrkit.text import cells, wrap

Status = Literal["ok", "warn", "fail"]
_COLORS: dict[Status, str] = {"ok": "green", "warn": "yellow", "fail": "red"}
_STATUSES: dict[Status, Message] = {"ok": Message("ok"), "warn": Message("warn"), "fail": Message("fail")}
_CHECKS = {
    check.text: check
    for check in (
        Message("Paddle import"),
        Message("compute capability"),
        Message("loader workers"),
        Message("disk"),
    )
}
"""The checks whose names are not those of programs, files and variables."""


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
    checks = [_shown_check(result.check) for result in results]
    width = max(map(cells, checks), default=0)
    room, lines = max(columns - width - 8, 20), []
    for result, check in zip(results, checks, strict=True):
        status = click.style(_padded(str(_STATUSES[result.status]), 4), fg=_COLORS[result.status])
        first, *more = wrap(printable(result.detail), room)
        lines.append(f"{status}  {_padded(check, width)}  {first}")
        more += wrap(printable(tr("fix: {}", result.fix)), room, " " * cells(tr("fix: "))) if result.fix else []
        lines += [f"{'':<{width + 8}}{line}" for line in more]
    statuses = [result.status for result in results]
    counts = (statuses.count(status) for status in _COLORS)
    return "\n".join([*lines, tr("{} ok, {} warn, {} fail", *counts)])


def _shown_check(check: str) -> str:
    kind = check.removesuffix(" computes")
    return str(_CHECKS.get(check, check)) if kind == check else tr("{} computes", kind)


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cells(text))
