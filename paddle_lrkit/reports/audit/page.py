"""The audits of several runs as one HTML page that loads nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from paddle_lrkit.errors import UsageError
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.layout import COMPACT, PANEL, Frame, Layout
from paddle_lrkit.plot.picture import add_chart, draw_chart
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.plot.svg import FONTS, svg
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.audit.audited import Audited, Unreadable
from paddle_lrkit.reports.audit.chart import audit_chart, small_chart
from paddle_lrkit.reports.audit.text import HEADINGS, entries
from paddle_lrkit.reports.audit.verdicts import CERTAINTIES, OUTCOMES, heading, outcome
from paddle_lrkit.reports.output import write_output
from paddle_lrkit.text import Bilingual, format_count, plural

FILE = "index.html"
TITLE = Bilingual("Planned and printed learning rates", "计划与日志中的学习率")
_UNREADABLE = Bilingual("not readable", "无法读取")
_COUNTS = {
    "fault": Bilingual("{} with a fault", "{} 个有误"),
    "right": Bilingual("{} right", "{} 个正确"),
    "open": Bilingual("{} undecided", "{} 个无法判断"),
    "bare": Bilingual("{} without a plan", "{} 个无计划"),
    "unreadable": Bilingual("{} not readable", "{} 个无法读取"),
}
_RUNS = Bilingual("{}: {}", "{}：{}")
_COLUMNS = (
    Bilingual("log", "日志"),
    Bilingual("rates", "学习率"),
    Bilingual("verdict", "结论"),
    Bilingual("first difference", "首次不符"),
    Bilingual("rows", "行数"),
)
_UPDATE = Bilingual("update {}", "步数 {}")
_DETAILS = Bilingual("details", "详情")
_LEGEND = Bilingual(
    "Blue: planned. Orange, dashed: printed in the log. Dashed verticals: resumes, and the first difference.",
    "蓝线：计划。橙色虚线：日志中的学习率。竖虚线：续训与首次不符之处。",
)
_WIDTH, _HEIGHT, _EMPTY_HEAD = 250.0, 92.0, 18.0
_STYLE = f"""
body {{ font: 15px/1.5 {FONTS}; color: #1f2933; max-width: 1180px; margin: 2em auto; padding: 0 1.2em; }}
h1 {{ font-size: 1.5em; margin-bottom: .2em; }}
.scroll {{ overflow-x: auto; }} table {{ border-collapse: collapse; width: 100%; min-width: 760px; }}
th, td {{ padding: .5em .8em; text-align: left; vertical-align: middle; }}
th {{ border-bottom: 1px solid #b8c2cc; color: #5f6c7b; font-weight: 500; font-size: 13px; }}
tbody {{ border-bottom: 1px solid #e8ecf1; }}
th:last-child {{ text-align: right; }}
td.log {{ font-weight: 600; overflow-wrap: anywhere; width: 22%; min-width: 8em; }}
td.log small {{ display: block; font-weight: 400; }}
td.at, td.number {{ white-space: nowrap; font-variant-numeric: tabular-nums; }} td.number {{ text-align: right; }}
td.rates {{ width: {_WIDTH:.0f}px; }} td.more {{ padding-top: 0; }}
small, .note {{ color: #5f6c7b; font-size: 13px; }} svg {{ display: block; width: 100%; height: auto; }}
.badge {{ display: inline-block; padding: 0 .6em; border-radius: 1em; font-size: 13px; font-weight: 600; }}
.fault {{ background: #fdeae4; color: #b53a0c; }} .right {{ background: #e5f4e9; color: #1f6b30; }}
.open, .bare, .unreadable {{ background: #fdf0d9; color: #96610a; }}
summary {{ cursor: pointer; color: #1f6feb; font-size: 13px; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: .3em 1.2em; margin: .8em 0; }}
dt {{ color: #5f6c7b; }} dd {{ margin: 0; white-space: pre-line; overflow-wrap: anywhere; }}
"""


def write_page(audits: Sequence[Audited | Unreadable], folder: str, words: Words) -> str:
    """Writes the page into a directory and returns its path.

    Args:
        audits: One a run.
        folder: The directory; it is made where it does not exist.
        words: Language.

    Raises:
        UsageError: The directory or the file cannot be written.
    """
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--report {folder}: cannot be written: {error.strerror}") from None
    file = str(Path(folder) / FILE)
    write_output(file, page(audits, words), "--report")
    return file


def page(audits: Sequence[Audited | Unreadable], words: Words) -> str:
    """The page: a row for each run, with its picture and its details.

    Args:
        audits: One a run.
        words: Language.
    """
    language = words.code
    title = _html(TITLE.of(language))
    head = "".join(f"<th>{_html(name.of(language))}</th>" for name in _COLUMNS)
    rows = "".join(_run(one, words) for one in audits)
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n'
        f"<p>{_html(_counts(audits, language))}</p>\n"
        f'<div class="scroll"><table><thead><tr>{head}</tr></thead>\n{rows}</table></div>\n'
        f'<p class="note">{_html(_LEGEND.of(language))}</p>\n</body></html>\n'
    )


def _counts(audits: Sequence[Audited | Unreadable], language: str) -> str:
    kinds = Counter("unreadable" if isinstance(one, Unreadable) else outcome(one) for one in audits)
    parts = [words.filled(kinds[kind]).of(language) for kind, words in _COUNTS.items() if kinds[kind]]
    logs = Bilingual(plural(len(audits), "log"), f"{format_count(len(audits))} 个日志")
    return _RUNS.filled(logs, Bilingual(", ", "、").of(language).join(parts)).of(language)


def _run(one: Audited | Unreadable, words: Words) -> str:
    language, columns = words.code, len(_COLUMNS)
    if isinstance(one, Unreadable):
        return (
            f'<tbody><tr><td class="log">{_html(one.source)}</td><td></td><td colspan="{columns - 2}">'
            f"{_badge('unreadable', _UNREADABLE, language)}<br>{_html(one.error)}</td></tr></tbody>\n"
        )
    result, chart = one.result, audit_chart(one, words)
    kind = outcome(one)
    first = "" if result.first_update is None else _UPDATE.filled(format_count(result.first_update)).of(language)
    return (
        f'<tbody><tr><td class="log">{_html(result.source)}<small>{_html(result.format)}</small></td>'
        f'<td class="rates">{"" if chart is None else _small(chart)}</td>'
        f"<td>{_badge(kind, OUTCOMES[kind], language)} <b>{_html(result.verdict)}</b><br>"
        f"{_html(heading(one).of(language))}<br>"
        f"<small>{_html(CERTAINTIES[result.certainty].of(language))}</small></td>"
        f'<td class="at">{_html(first)}</td><td class="number">{format_count(result.rows)}</td></tr>\n'
        f'<tr><td class="more" colspan="{columns}"><details><summary>{_html(_DETAILS.of(language))}</summary>'
        f"{_details(one, chart, language)}</details></td></tr></tbody>\n"
    )


def _details(one: Audited, chart: Chart | None, language: str) -> str:
    terms = "".join(
        f"<dt>{_html(HEADINGS[name].of(language))}</dt><dd>{_html(text, lines=True)}</dd>"
        for name, text in entries(one, language)
    )
    return f"<dl>{terms}</dl>{'' if chart is None else svg(draw_chart(chart, 960, 420, COMPACT))}"


def _small(chart: Chart) -> str:
    """The chart without texts; the room of its heading is cut off."""
    scene = Scene(_WIDTH, _HEIGHT, chart.title)
    add_chart(scene, Layout(small_chart(chart), Frame(0.0, -_EMPTY_HEAD, _WIDTH - 18.0, _HEIGHT - 5.0), PANEL))
    return svg(scene)


def _badge(kind: str, words: Bilingual, language: str) -> str:
    return f'<span class="badge {kind}">{_html(words.of(language))}</span>'


def _html(text: str, *, lines: bool = False) -> str:
    """The text as content of an HTML element."""
    return escape(printable(text, lines=lines))
