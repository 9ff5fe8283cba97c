"""Shows audits: text and chart or JSON on standard output, pictures and a page where the user asked for them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import click

from paddle_lrkit.errors import UsageError
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.audit.as_json import json_report
from paddle_lrkit.reports.audit.audited import Audited, Unreadable
from paddle_lrkit.reports.audit.chart import audit_chart
from paddle_lrkit.reports.audit.text import MOST_COLUMNS, AuditStyle, audit_text, closing_table
from paddle_lrkit.reports.chart import show_chart, write_chart
from paddle_lrkit.reports.output import columns, is_terminal, print_text, wants_color


class AuditOutput(NamedTuple):
    """Where the audits go.

    Args:
        as_json: Whether to print JSON instead of text.
        chart: Whether to print the chart also where the output is not a terminal.
        picture: A picture of a single audit; None for none.
        report: A directory for the page; None for none.
    """

    as_json: bool = False
    chart: bool = False
    picture: str | None = None
    report: str | None = None


def show_audits(audits: Iterable[Audited | Unreadable], output: AuditOutput, words: Words) -> int:
    """Prints each audit as soon as it is made, writes the files, and returns the exit code.

    Args:
        audits: The audits, which are made while they are asked for.
        output: Where they go.
        words: Language.

    Returns:
        0 when no rate is wrong, 1 for a fault, 2 when a log cannot be read.

    Raises:
        UsageError: A file cannot be written.
    """
    made: list[Audited | Unreadable] = []
    style = AuditStyle(words.code, wants_color(), columns(MOST_COLUMNS))
    for one in audits:
        if isinstance(one, Unreadable):
            click.echo(f"lrkit: {printable(one.error)}", err=True)
        elif not output.as_json:
            _print(one, output.chart, style, words, first=not made)
        made.append(one)
    if output.as_json and (len(made) > 1 or not isinstance(made[0], Unreadable)):
        click.echo(json_report(made, several=len(made) > 1))
    elif len(made) > 1:
        print_text("\n" + closing_table(made, style))
    _write(made, output, words)
    return max(map(_code, made))


def _print(one: Audited, chart: bool, style: AuditStyle, words: Words, *, first: bool) -> None:
    print_text("\n" * (not first) + audit_text(one, style))
    drawn = audit_chart(one, words) if chart or is_terminal() else None
    if drawn is not None:
        click.echo()
        show_chart(drawn, style.width)


def _write(made: Sequence[Audited | Unreadable], output: AuditOutput, words: Words) -> None:
    if output.picture is not None and isinstance(made[0], Audited):
        drawn = audit_chart(made[0], words)
        if drawn is None:
            raise UsageError(f"-O {output.picture}: {made[0].result.source} has no rate to draw")
        write_chart(drawn, output.picture, words)
        click.echo(f"wrote {output.picture}", err=output.as_json)
    if output.report is not None:
        from paddle_lrkit.reports.audit.page import write_page

        click.echo(f"wrote {write_page(made, output.report, words)}", err=output.as_json)


def _code(one: Audited | Unreadable) -> int:
    return 2 if isinstance(one, Unreadable) else int(one.result.fault)
