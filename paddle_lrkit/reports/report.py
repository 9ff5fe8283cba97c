"""The look of all reports: what was understood and the verdict, then picture, table, notes and what next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import click

from paddle_lrkit.messages import Message, tr
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.output import columns, is_terminal, print_text, wants_color
from paddle_lrkit.text import cells, table, wrap

MOST_COLUMNS = 110
LABELS = {
    "format": Message("format"),
    "rows": Message("rows"),
    "resumed": Message("resumed"),
    "plan": Message("plan"),
    "before": Message("before"),
    "after": Message("after"),
    "changes": Message("changes"),
    "verdict": Message("verdict"),
    "or": Message("or"),
    "loss": Message("loss"),
    "warning": Message("warning"),
    "note": Message("note"),
    "next": Message("next"),
}
"""The label of a paragraph, in the order of a report."""

Paragraph = tuple[str, str]
"""A key of `LABELS` and its text; each line of the text begins a line."""


@dataclass(frozen=True)
class Report:
    """What a command found, as a terminal and a page show it.

    Args:
        heading: What this is about.
        facts: What was understood, and the verdict.
        picture: Drawn below the facts; None for none.
        rows: A table, its heading first; empty for none.
        align: ``<`` or ``>`` for each column.
        marked: Rows with a color on the page, counted from 0 without the heading.
        optional: How many of the last columns a narrow terminal may leave out.
        notes: What limits the verdict, and what to do next.
        color: Color of the heading.
    """

    heading: str
    facts: Sequence[Paragraph] = ()
    picture: Chart | None = None
    rows: Sequence[Sequence[str]] = ()
    align: str = ""
    marked: Collection[int] = ()
    optional: int = 0
    notes: Sequence[Paragraph] = ()
    color: str = ""


@dataclass(frozen=True)
class ReportStyle:
    """How a report is printed.

    Args:
        color: Whether there are colors.
        width: Columns of a line.
        screen: Columns of the terminal, where a wider table leaves out columns; None for no limit.
        err: Whether it goes to standard error.
    """

    color: bool = False
    width: int = MOST_COLUMNS
    screen: int | None = None
    err: bool = False


def terminal_style(*, err: bool = False) -> ReportStyle:
    """The style that fits standard output, or standard error.

    Args:
        err: Whether the report goes to standard error.
    """
    return ReportStyle(wants_color(err), columns(MOST_COLUMNS), columns() if is_terminal() else None, err)


def print_report(report: Report, style: ReportStyle) -> None:
    """Prints a report; see `report_text`."""
    print_text(report_text(report, style), style.err)


def report_text(report: Report, style: ReportStyle) -> str:
    """A report for a terminal.

    Args:
        report: What it says.
        style: How it is printed.
    """
    heading = printable(report.heading)
    parts = ["\n".join([_painted(heading, report.color, style), *_paragraphs(report.facts, style)])]
    if report.picture is not None:
        from paddle_lrkit.reports.chart import chart_text

        parts.append(chart_text(report.picture, style.width, err=style.err))
    rows, left_out = _fitting(report, style)
    if rows:
        parts.append("\n".join(table(rows, report.align)))
    too_wide = tr("too wide for this terminal, and left out: {}", tr(", ").join(left_out))
    notes = [("note", too_wide)] if left_out else []
    if below := "\n".join(_paragraphs([*notes, *report.notes], style)):
        parts.append(below)
    return ("\n" if len(parts) == 2 and not rows and report.picture is None else "\n\n").join(parts)


def _painted(heading: str, color: str, style: ReportStyle) -> str:
    return click.style(heading, fg=color or None, bold=True) if style.color else heading


def _paragraphs(paragraphs: Iterable[Paragraph], style: ReportStyle) -> list[str]:
    titled = ((str(LABELS[label]), printable(text, lines=True)) for label, text in paragraphs)
    return labelled(titled, label_width(LABELS) + 3, style.width - 2, "  ")


def label_width(labels: Mapping[str, Message]) -> int:
    """Columns of the widest label, which is an English one; no Chinese one is wider."""
    return max(len(label.text) for label in labels.values())


def labelled(paragraphs: Iterable[tuple[str, str]], left: int, width: int, indent: str = "") -> list[str]:
    """Lines of texts beside their labels.

    Args:
        paragraphs: A label and a text, which may have several lines.
        left: Cells of the column of labels.
        width: Cells of both columns; a text has 20 or more.
        indent: What each line begins with.

    Example:
        >>> labelled([("note", "one two three four five"), ("next", "six")], 6, 26)
        ['note  one two three four', '      five', 'next  six']
    """
    lines = []
    for label, text in paragraphs:
        for part in (line for paragraph in text.split("\n") for line in wrap(paragraph, max(width - left, 20))):
            lines.append(f"{indent}{label}{' ' * (left - cells(label))}{part}".rstrip())
            label = ""
    return lines


def _fitting(report: Report, style: ReportStyle) -> tuple[Sequence[Sequence[str]], Sequence[str]]:
    """The table without the columns that are left out, and their names."""
    rows: list[Sequence[str]] = [[printable(cell) for cell in row] for row in report.rows]
    left = report.optional
    while rows and left and style.screen and max(map(cells, table(rows))) > style.screen:
        rows, left = [row[:-1] for row in rows], left - 1
    return rows, report.rows[0][len(rows[0]) :] if rows else ()
