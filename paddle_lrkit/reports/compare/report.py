"""The reports of a comparison: a table in Markdown, charts, one HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from paddle_lrkit.experiments.compare.output_directory import write_text
from paddle_lrkit.experiments.compare.results import ArmResult, BudgetResult, ComparisonResult
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.plot.svg import FONTS, svg
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.compare.charts import charts
from paddle_lrkit.reports.compare.table import cells
from paddle_lrkit.reports.compare.words import method, summary
from paddle_lrkit.text import escaped_markdown, format_share, markdown_table

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


def write_reports(root: Path, result: ComparisonResult) -> None:
    """Writes ``table.md``, ``charts/*.svg`` and ``report.html`` into the directory of a comparison."""
    drawn = [charts(result, part) for part in result.budgets]
    for part, pictures in zip(result.budgets, drawn, strict=True):
        suffix = f"-budget{part.budget:g}" if len(drawn) > 1 else ""
        for name, picture in pictures.items():
            write_text(root / "charts" / f"{name}{suffix}.svg", svg(picture))
    write_text(root / "table.md", markdown(result))
    write_text(root / "report.html", page(result, drawn))


def markdown(result: ComparisonResult) -> str:
    """Returns the tables and the method in Markdown."""
    lines = [f"# {escaped_markdown(_title(result))}", ""]
    for part in result.budgets:
        head, *rows = cells(result, part)
        marked = [[f"**{row[0]}**" if row[0] in part.marked else row[0], *row[1:]] for row in rows]
        sentences = escaped_markdown(" ".join(summary(part)))
        lines += [f"{part.updates} updates. {sentences}", "", *markdown_table(head, marked), ""]
    lines += ["Bold: cannot be told from the best.", "", *(f"* {escaped_markdown(line)}" for line in method(result))]
    return "\n".join(lines) + "\n"


def page(result: ComparisonResult, drawn: Sequence[dict[str, Scene]]) -> str:
    """Returns the report as one HTML file that loads nothing else."""
    title = _html(_title(result))
    parts = [_section(result, part, pictures) for part, pictures in zip(result.budgets, drawn, strict=True)]
    how = "".join(f"<li>{_html(line)}</li>" for line in method(result))
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title>\n'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>\n<body><h1>{title}</h1>\n'
        f"{''.join(parts)}<h2>How this was measured</h2><ul>{how}</ul>\n</body></html>\n"
    )


def _section(result: ComparisonResult, part: BudgetResult, pictures: dict[str, Scene]) -> str:
    heading = f"{part.updates:,} updates" + (
        f" ({format_share(part.budget)} of the config's)" if part.budget != 1 else ""
    )
    head, *rows = cells(result, part)
    body = "".join(_html_row(row, "td", row[0] in part.marked) for row in rows)
    arms = "".join(f"<li><b>{_html(arm.name)}</b>: <code>{_html(_keys(arm))}</code></li>" for arm in part.arms)
    return (
        f"<h2>{heading}</h2>\n<p>{_html(' '.join(summary(part)))}</p>\n"
        f'<div class="scroll"><table>{_html_row(head, "th", False)}{body}</table></div>\n'
        f'<p class="note">Coloured: cannot be told from the best. Positive differences are worse.</p>\n'
        f'<div class="charts">{"".join(f"<div>{svg(picture)}</div>" for picture in pictures.values())}</div>'
        f"<h3>The arms</h3><ul>{arms}</ul>\n"
    )


def _html_row(cell_texts: Sequence[str], tag: str, tied: bool) -> str:
    inner = "".join(f"<{tag}>{_html(text)}</{tag}>" for text in cell_texts)
    return f'<tr class="tied">{inner}</tr>\n' if tied else f"<tr>{inner}</tr>\n"


def _keys(arm: ArmResult) -> str:
    keys = ", ".join(f"{key}: {value}" for key, value in arm.lr.items() if key != "name")
    warm = "the config's warmup" if arm.shares_warmup else "its own warmup" if arm.warmup_updates else "no warmup"
    last = "" if arm.last_rate is None else f"; last rate {format_share(arm.last_rate / arm.rate)} of the peak"
    optimizer = ", ".join(f"{key}: {value}" for key, value in arm.optimizer.items() if key != "name")
    by = f"{arm.optimizer['name']} {{{optimizer}}} with " if arm.optimizer else ""
    return f"{by}{arm.lr['name']} {{{keys}}}; {warm}, {arm.warmup_updates:,} updates{last}"


def _title(result: ComparisonResult) -> str:
    optimizers = any(arm.optimizer for part in result.budgets for arm in part.arms)
    what = "Optimizers and schedules" if optimizers else "Schedules" if result.tuned else "Rates"
    return f"{what} compared on {result.config}: {result.metric}, {len(result.final_seeds)} seeds"


def _html(text: str) -> str:
    """The text as content of an HTML element."""
    return escape(printable(text))
