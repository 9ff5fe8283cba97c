"""The files that a comparison writes for people: a table in Markdown, charts, one HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from paddle_lrkit.experiments.compare.workplace import write_text
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.plot.svg import FONTS, svg
from paddle_lrkit.reports.compare_charts import charts
from paddle_lrkit.reports.compare_table import cells
from paddle_lrkit.reports.compare_words import best_group, detectable, edge_note, measured, verdict

_STYLE = f"""
body {{ font: 15px/1.5 {FONTS}; color: #1f2933; max-width: 1240px; margin: 2em auto; padding: 0 1.2em; }}
h1 {{ font-size: 1.5em; }} h2 {{ font-size: 1.2em; margin-top: 2em; }}
table {{ border-collapse: collapse; font-size: 14px; }}
th, td {{ padding: .3em .8em; border-bottom: 1px solid #e8ecf1; text-align: right; white-space: nowrap; }}
th:first-child, td:first-child {{ text-align: left; }}
tr.tied td {{ background: #fdf0d9; }} tr.tied td:first-child {{ font-weight: 600; }}
.scroll {{ overflow-x: auto; }} svg {{ width: 100%; height: auto; }}
.charts {{ display: grid; grid-template-columns: repeat(auto-fit, minmax(min(500px, 100%), 1fr)); gap: 14px; }}
code {{ font-size: 13px; }} .note {{ color: #5f6c7b; }} li {{ margin: .3em 0; }}
"""


def write_reports(root: Path, content: dict[str, Any]) -> None:
    """Writes ``table.md``, ``charts/*.svg`` and ``report.html`` into the directory of a comparison."""
    drawn = [charts(content, part) for part in content["budgets"]]
    for part, pictures in zip(content["budgets"], drawn, strict=True):
        suffix = f"-budget{part['budget']:g}" if len(drawn) > 1 else ""
        for name, picture in pictures.items():
            write_text(root / "charts" / f"{name}{suffix}.svg", svg(picture))
    write_text(root / "table.md", markdown(content))
    write_text(root / "report.html", page(content, drawn))


def markdown(content: dict[str, Any]) -> str:
    """The tables and how they were measured, in Markdown."""
    lines = [f"# {_title(content)}", ""]
    for part in content["budgets"]:
        head, *rows = cells(content, part)
        lines += [f"{part['updates']} updates. {_sentences(content, part)}", ""]
        lines += [_pipes(head), _pipes(["---"] * len(head))]
        marked = best_group(part)
        lines += [_pipes([f"**{row[0]}**" if row[0] in marked else row[0], *row[1:]]) for row in rows] + [""]
    lines += ["Bold: cannot be told from the best.", "", *(f"* {line}" for line in measured(content))]
    return "\n".join(lines) + "\n"


def page(content: dict[str, Any], drawn: Sequence[dict[str, Scene]]) -> str:
    """The report as one HTML file that fetches nothing."""
    title = escape(_title(content))
    parts = [_section(content, part, pictures) for part, pictures in zip(content["budgets"], drawn, strict=True)]
    how = "".join(f"<li>{escape(line)}</li>" for line in measured(content))
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n'
        f"{''.join(parts)}<h2>How this was measured</h2><ul>{how}</ul>\n</body></html>\n"
    )


def _section(content: dict[str, Any], part: dict[str, Any], pictures: dict[str, Scene]) -> str:
    heading = f"{part['updates']} updates" + (f" ({part['budget']:g} of the config's)" if part["budget"] != 1 else "")
    head, *rows = cells(content, part)
    marked = best_group(part)
    body = "".join(_html_row(row, "td", row[0] in marked) for row in rows)
    arms = "".join(f"<li><b>{escape(arm['name'])}</b>: <code>{escape(_keys(arm))}</code></li>" for arm in part["arms"])
    return (
        f"<h2>{heading}</h2>\n<p>{escape(_sentences(content, part))}</p>\n"
        f'<div class="scroll"><table>{_html_row(head, "th", False)}{body}</table></div>\n'
        f'<p class="note">Coloured: cannot be told from the best. Positive differences are worse.</p>\n'
        f'<div class="charts">{"".join(f"<div>{svg(picture)}</div>" for picture in pictures.values())}</div>'
        f"<h3>The arms</h3><ul>{arms}</ul>\n"
    )


def _html_row(cell_texts: Sequence[str], tag: str, tied: bool) -> str:
    inner = "".join(f"<{tag}>{escape(text)}</{tag}>" for text in cell_texts)
    return f'<tr class="tied">{inner}</tr>\n' if tied else f"<tr>{inner}</tr>\n"


def _keys(arm: dict[str, Any]) -> str:
    lr = {**arm["lr"]}
    name = lr.pop("name")
    keys = ", ".join(f"{key}: {value}" for key, value in lr.items())
    warm = "the config's warmup" if arm["shares_warmup"] else "its own warmup" if arm["warmup_updates"] else "no warmup"
    last = "" if arm["last_rate"] is None else f"; last rate {arm['last_rate'] / arm['rate']:.3g} of the peak"
    return f"{name} {{{keys}}}; {warm}, {arm['warmup_updates']} updates{last}"


def _sentences(content: dict[str, Any], part: dict[str, Any]) -> str:
    return " ".join(filter(None, [verdict(content, part), detectable(part), edge_note(part)]))


def _title(content: dict[str, Any]) -> str:
    what = "Schedules" if content["tuned"] else "Rates"
    return f"{what} compared on {content['config']}: {content['metric']}, {len(content['final_seeds'])} seeds"


def _pipes(row: Sequence[str]) -> str:
    return f"| {' | '.join(row)} |"
