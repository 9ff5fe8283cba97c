"""Shows audits: text and chart or JSON on standard output, pictures and a page where the user asked for them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import click

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.audit.as_json import json_report
from paddle_lrkit.reports.audit.audited import Audited, Unreadable
from paddle_lrkit.reports.audit.chart import audit_chart
from paddle_lrkit.reports.audit.text import audit_report, closing_table
from paddle_lrkit.reports.chart import picture_words, write_chart
from paddle_lrkit.reports.output import is_terminal, print_text, write_output
from paddle_lrkit.reports.report import print_report, terminal_style


class AuditOutput(NamedTuple):
    """Where the audits go.

    Args:
        as_json: Whether to print JSON instead of text.
        chart: Whether to print the chart also where the output is not a terminal.
        picture: A picture of a single audit; None for none.
        report: A directory for the page; None for none.
        config: A config for the recognized shape of a single audit; None for none.
        suite: The suite of that config; by default that of the log.
        visualdl: A directory for VisualDL, with one below it for each of several runs; None for none.
    """

    as_json: bool = False
    chart: bool = False
    picture: str | None = None
    report: str | None = None
    config: str | None = None
    suite: str | None = None
    visualdl: str | None = None


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
    for one in audits:
        if isinstance(one, Unreadable):
            click.echo(f"lrkit: {printable(one.error)}", err=True)
            made.append(one)
            continue
        if not output.as_json:
            _print(one, output.chart, words, first=not made)
        _write_files(one, output, words, len(made))
        made.append(one._replace(log=None))
    if output.as_json and (len(made) > 1 or not isinstance(made[0], Unreadable)):
        click.echo(json_report(made, several=len(made) > 1))
    elif len(made) > 1:
        print_text("\n" + closing_table(made))
    if output.report is not None:
        from paddle_lrkit.reports.audit.page import page
        from paddle_lrkit.reports.report_page import write_page

        _wrote(write_page(page(made, words), output.report), output)
    return max(map(_code, made))


def _print(one: Audited, chart: bool, words: Words, *, first: bool) -> None:
    if not first:
        click.echo()
    drawn = audit_chart(one, words) if chart or is_terminal() else None
    print_report(audit_report(one, drawn), terminal_style())


def _write_files(one: Audited, output: AuditOutput, words: Words, number: int) -> None:
    """Writes what is written of each audit by itself."""
    if output.picture is not None:
        shown = picture_words(words, output.picture)
        drawn = audit_chart(one, shown)
        if drawn is None:
            raise UsageError(tr("-O {}: {} has no rate to draw", output.picture, one.result.source))
        write_chart(drawn, output.picture, shown)
        _wrote(output.picture, output)
    if output.config is not None:
        write_output(output.config, _config(one, output.config, output.suite), "--write")
        _wrote(output.config, output)
    if output.visualdl is not None and one.log is not None:
        from paddle_lrkit.runs.audit.write_visualdl import write_visualdl

        stem = f"{number + 1}_{Path(one.result.source).stem}"
        folder = output.visualdl if one.alone else os.path.join(output.visualdl, stem)
        _wrote(str(write_visualdl(folder, one.log, one.plan.schedule, one.plan.options)), output)


def _config(one: Audited, file: str, suite: str | None) -> str:
    """The recognized shape as a config of a suite, which prints every row of the log again."""
    from paddle_lrkit.runs.audit.place_rows import rows_of_run
    from paddle_lrkit.runs.audit.recognized_config import recognized_config

    result = one.result
    if result.shape is None or one.log is None:
        raise UsageError(tr("--write {}: no shape was recognized in {}", file, result.source))
    rows = rows_of_run(one.log, one.plan.schedule, one.plan.options)
    return recognized_config(result.shape, rows, suite or result.suite or "lrkit")


def _wrote(file: str, output: AuditOutput) -> None:
    click.echo(tr("wrote {}", file), err=output.as_json)


def _code(one: Audited | Unreadable) -> int:
    return 2 if isinstance(one, Unreadable) else int(one.result.fault)
