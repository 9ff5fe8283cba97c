"""Reports as one HTML page that loads nothing else: same order, headings and tables for every command."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from paddle_lrkit.errors import UsageError, os_reason
from paddle_lrkit.messages import current_language, tr
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.plot.svg import FONTS, svg
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.output import write_output
from paddle_lrkit.reports.report import LABELS, Paragraph, Report

FILE = "index.html"
_STYLE = f"""
body {{ font: 15px/1.5 {FONTS}; color: #1f2933; max-width: 1180px; margin: 2em auto; padding: 0 1.2em; }}
h1 {{ font-size: 1.5em; margin-bottom: .4em; }} h2 {{ font-size: 1.15em; margin: 1.6em 0 .4em; }}
.scroll {{ overflow-x: auto; margin: 1em 0; }} table {{ border-collapse: collapse; font-size: 14px; }}
th, td {{ padding: .45em .8em; text-align: left; font-variant-numeric: tabular-nums; }}
th {{ border-bottom: 1px solid #b8c2cc; color: #5f6c7b; font-weight: 500; font-size: 13px; white-space: nowrap; }}
tbody {{ border-bottom: 1px solid #e8ecf1; }} tr + tr td {{ border-top: 1px solid #e8ecf1; }}
.number {{ text-align: right; white-space: nowrap; }}
tr.marked td {{ background: #fdf0d9; }}
small, .legend {{ color: #5f6c7b; font-size: 13px; }} svg {{ display: block; width: 100%; height: auto; }}
.charts {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(min(500px, 100%), 1fr)); gap: 14px; }}
dl {{ display: grid; grid-template-columns: 4.5em 1fr; gap: .3em 1em; margin: .8em 0; }}
dt {{ color: #5f6c7b; }} dd {{ margin: 0; white-space: pre-line; overflow-wrap: anywhere; }}
dt.verdict + dd::first-line {{ font-weight: 600; }} li {{ margin: .3em 0; }} code {{ font-size: 13px; }}
"""


def html_page(title: str, body: str, style: str = "") -> str:
    """A page.

    Args:
        title: Its title and first heading.
        body: What is below the heading, in HTML.
        style: More CSS.
    """
    heading = html_text(title)
    return (
        f'<!DOCTYPE html>\n<html lang="{current_language()}"><head><meta charset="utf-8"><title>{heading}</title>\n'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}{style}</style></head>\n'
        f"<body><h1>{heading}</h1>\n{body}</body></html>\n"
    )


def html_report(report: Report, pictures: Iterable[Scene]) -> str:
    """A report in the order of a terminal.

    Args:
        report: The report; its ``picture`` is not drawn.
        pictures: Drawn in its place.
    """
    drawn = "".join(f"<div>{svg(picture)}</div>" for picture in pictures)
    parts = [
        f"<h2>{html_text(report.heading)}</h2>\n",
        html_paragraphs(report.facts),
        drawn and f'<div class="charts">{drawn}</div>\n',
        html_table(report.rows, report.align, report.marked) if report.rows else "",
        html_paragraphs(report.notes),
    ]
    return "".join(parts)


def html_paragraphs(paragraphs: Iterable[Paragraph]) -> str:
    """Texts beside their labels."""
    items = "".join(
        f'<dt class="{label}">{html_text(str(LABELS[label]))}</dt><dd>{html_text(text, lines=True)}</dd>'
        for label, text in paragraphs
    )
    return items and f"<dl>{items}</dl>\n"


def html_list(heading: str, items: Iterable[str]) -> str:
    """A heading and the texts below it."""
    return f"<h2>{html_text(heading)}</h2><ul>{''.join(f'<li>{html_text(item)}</li>' for item in items)}</ul>\n"


def html_table(rows: Sequence[Sequence[str]], align: str, marked: Collection[int] = ()) -> str:
    """A table of texts.

    Args:
        rows: The rows, their heading first.
        align: ``>`` for each column of numbers.
        marked: Rows with a color, counted from 0 without the heading.
    """
    head, *others = rows
    body = "".join(
        ('<tr class="marked">' if index in marked else "<tr>") + f"{_cells(row, 'td', align)}</tr>\n"
        for index, row in enumerate(others)
    )
    top = f"<thead><tr>{_cells(head, 'th', align)}</tr></thead>"
    return f'<div class="scroll"><table>{top}\n<tbody>{body}</tbody></table></div>\n'


def _cells(row: Sequence[str], tag: str, align: str) -> str:
    begins = {"<": f"<{tag}>", ">": f'<{tag} class="number">'}
    sides = align.ljust(len(row), "<")
    return "".join(f"{begins[side]}{html_text(text)}</{tag}>" for text, side in zip(row, sides, strict=True))


def html_text(text: str, *, lines: bool = False) -> str:
    """A text as content of an HTML element."""
    return escape(printable(text, lines=lines))


def write_page(page: str, folder: str) -> str:
    """Writes the page that ``--report FOLDER`` asks for, and returns its path.

    Raises:
        UsageError: The folder or the file cannot be written.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(tr("{} {}: cannot be written: {}", "--report", folder, os_reason(error))) from None
    file = str(Path(folder) / FILE)
    write_output(file, page, "--report")
    return file
