"""The reports of a comparison: a table in Markdown, charts, one HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from paddle_lrkit.experiments.compare.output_directory import write_text
from paddle_lrkit.experiments.compare.results import ArmResult, ComparisonResult
from paddle_lrkit.plot.scene import Scene
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.reports.compare.charts import charts
from paddle_lrkit.reports.compare.table import cells, report_of
from paddle_lrkit.reports.compare.words import edge_note, method, notes, verdict
from paddle_lrkit.reports.report_page import html_list, html_page, html_report
from paddle_lrkit.text import escaped_markdown, format_share, markdown_table


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
        sentences = escaped_markdown(" ".join(filter(None, [verdict(part), *notes(part), edge_note(part)])))
        lines += [f"{part.updates} updates. {sentences}", "", *markdown_table(head, marked), ""]
    lines += ["Bold: cannot be told from the best.", "", *(f"* {escaped_markdown(line)}" for line in method(result))]
    return "\n".join(lines) + "\n"


def page(result: ComparisonResult, drawn: Sequence[dict[str, Scene]]) -> str:
    """Returns the report as one HTML file that loads nothing else."""
    parts = [
        html_report(report_of(result, part), pictures.values()) + html_list("The arms", map(_arm, part.arms))
        for part, pictures in zip(result.budgets, drawn, strict=True)
    ]
    return html_page(_title(result), "en", "".join([*parts, html_list("How this was measured", method(result))]))


def _arm(arm: ArmResult) -> str:
    return f"{arm.name}: {_keys(arm)}"


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
    return f"{what} compared on {result.config}"
