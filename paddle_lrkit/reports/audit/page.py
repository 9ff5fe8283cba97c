"""The audits of several runs as one HTML page that loads nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from paddle_lrkit.messages import Message, join_parts, tr
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.layout import COMPACT, PANEL, Frame, Layout
from paddle_lrkit.plot.picture import add_chart, draw_chart
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.audit.audited import Audited, Unreadable
from paddle_lrkit.reports.audit.chart import audit_chart, small_chart
from paddle_lrkit.reports.audit.text import audit_report
from paddle_lrkit.reports.audit.verdicts import CERTAINTIES, OUTCOMES, heading, outcome
from paddle_lrkit.reports.report_page import html_page, html_paragraphs, html_text
from paddle_lrkit.text import format_count, plural

TITLE = Message("Planned and printed learning rates")
_UNREADABLE = Message("not readable")
_COUNTS = {
    "fault": Message("{} with a fault"),
    "right": Message("{} right"),
    "open": Message("{} undecided"),
    "bare": Message("{} without a plan"),
    "unreadable": Message("{} not readable"),
}
_RUNS = Message("{}: {}")
_COLUMNS = (
    Message("log"),
    Message("rates"),
    Message("verdict"),
    Message("first difference"),
    Message("rows"),
)

_LEGEND = Message(
    "Blue: planned. Orange, dashed: printed in the log. Dashed verticals: resumes, and the first difference."
)
_WIDTH, _HEIGHT, _EMPTY_HEAD = 250.0, 92.0, 18.0
_STYLE = f"""
.runs {{ width: 100%; min-width: 760px; font-size: 15px; }} .runs td {{ border-top: 0; }}
td.log {{ font-weight: 600; overflow-wrap: anywhere; width: 22%; min-width: 8em; }}
td.log small {{ display: block; font-weight: 400; }}
td.at {{ white-space: nowrap; }} td.rates {{ width: {_WIDTH:.0f}px; }} td.more {{ padding-top: 0; }}
.badge {{ display: inline-block; padding: 0 .6em; border-radius: 1em; font-size: 13px; font-weight: 600; }}
.fault {{ background: #fdeae4; color: #b53a0c; }} .right {{ background: #e5f4e9; color: #1f6b30; }}
.open, .bare, .unreadable {{ background: #fdf0d9; color: #96610a; }}
summary {{ cursor: pointer; color: #1f6feb; font-size: 13px; }}
"""


def page(audits: Sequence[Audited | Unreadable], words: Words) -> str:
    """The page: a row for each run, with its picture and its details.

    Args:
        audits: One a run.
        words: Language.
    """
    *names, last = (html_text(str(name)) for name in _COLUMNS)
    head = "".join(f"<th>{name}</th>" for name in names) + f'<th class="number">{last}</th>'
    rows = "".join(_run(one, words) for one in audits)
    body = (
        f"<p>{html_text(_counts(audits))}</p>\n"
        f'<div class="scroll"><table class="runs"><thead><tr>{head}</tr></thead>\n{rows}</table></div>\n'
        f'<p class="legend">{html_text(str(_LEGEND))}</p>\n'
    )
    return html_page(str(TITLE), body, _STYLE)


def _counts(audits: Sequence[Audited | Unreadable]) -> str:
    kinds = Counter("unreadable" if isinstance(one, Unreadable) else outcome(one) for one in audits)
    parts = [words.filled(kinds[kind]) for kind, words in _COUNTS.items() if kinds[kind]]
    return str(_RUNS.filled(plural(len(audits), "log"), join_parts(parts, chinese="、")))


def _run(one: Audited | Unreadable, words: Words) -> str:
    columns = len(_COLUMNS)
    if isinstance(one, Unreadable):
        return (
            f'<tbody><tr><td class="log">{html_text(one.source)}</td><td></td><td colspan="{columns - 2}">'
            f"{_badge('unreadable', _UNREADABLE)}<br>{html_text(one.error)}</td></tr></tbody>\n"
        )
    result, chart = one.result, audit_chart(one, words)
    kind = outcome(one)
    first = "" if result.first_update is None else tr("update {}", format_count(result.first_update))
    return (
        f'<tbody><tr><td class="log">{html_text(result.source)}<small>{html_text(result.format)}</small></td>'
        f'<td class="rates">{"" if chart is None else _small(chart)}</td>'
        f"<td>{_badge(kind, OUTCOMES[kind])} <b>{html_text(result.verdict)}</b><br>"
        f"{html_text(str(heading(one)))}<br>"
        f"<small>{html_text(str(CERTAINTIES[result.certainty]))}</small></td>"
        f'<td class="at">{html_text(first)}</td><td class="number">{format_count(result.rows)}</td></tr>\n'
        f'<tr><td class="more" colspan="{columns}"><details><summary>{html_text(tr("details"))}</summary>'
        f"{_details(one, chart)}</details></td></tr></tbody>\n"
    )


def _details(one: Audited, chart: Chart | None) -> str:
    report = audit_report(one)
    drawn = "" if chart is None else svg(draw_chart(chart, 960, 420, COMPACT))
    return f"{html_paragraphs(report.facts)}{drawn}{html_paragraphs(report.notes)}"


def _small(chart: Chart) -> str:
    """The chart without texts; the room of its heading is cut off."""
    scene = Scene(_WIDTH, _HEIGHT, chart.title)
    add_chart(scene, Layout(small_chart(chart), Frame(0.0, -_EMPTY_HEAD, _WIDTH - 18.0, _HEIGHT - 5.0), PANEL))
    return svg(scene)


def _badge(kind: str, words: Message) -> str:
    return f'<span class="badge {kind}">{html_text(str(words))}</span>'
