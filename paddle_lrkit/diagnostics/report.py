"""The rows as a table on a terminal, as plain lines elsewhere, or as JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence

import click

from paddle_lrkit.diagnostics.row import Row

_COLORS = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def show(rows: Sequence[Row], *, as_json: bool) -> None:
    """Prints the report to standard output."""
    if as_json:
        click.echo(json.dumps([row._asdict() for row in rows], indent=2, ensure_ascii=False))
    elif sys.stdout.isatty():
        _show_table(rows)
    else:
        click.echo(plain_text(rows))


def plain_text(rows: Sequence[Row]) -> str:
    """The report as lines that `grep` can read.

    Example:
        >>> print(plain_text([Row("Python", "ok", "3.11.7"), Row("disk", "warn", "1.0 GiB free", "free some space")]))
        ok    Python  3.11.7
        warn  disk    1.0 GiB free
                      fix: free some space
        1 ok, 1 warn, 0 fail
    """
    width = max((len(row.check) for row in rows), default=0)
    lines = []
    for row in rows:
        lines.append(f"{row.status:<4}  {row.check:<{width}}  {row.detail}")
        if row.fix:
            lines.append(f"{'':<{width + 8}}fix: {row.fix}")
    return "\n".join([*lines, summary(rows)])


def summary(rows: Sequence[Row]) -> str:
    """How many rows have which status."""
    statuses = [row.status for row in rows]
    return ", ".join(f"{statuses.count(status)} {status}" for status in ("ok", "warn", "fail"))


def _show_table(rows: Sequence[Row]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table("", "check", "found", "fix", box=None, pad_edge=False)
    for row in rows:
        table.add_row(Text(row.status, style=_COLORS[row.status]), Text(row.check), Text(row.detail), Text(row.fix))
    console = Console()
    console.print(table)
    console.print(summary(rows), highlight=False)
