"""The reports of a comparison: a table in Markdown, charts, one HTML page."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from paddle_lrkit.experiments.compare.output_directory import write_text
from paddle_lrkit.experiments.compare.results import ArmResult, ComparisonResult
from paddle_lrkit.messages import Message, join_sentences, tr
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
        said = [tr("{} updates.", part.updates), verdict(part), *notes(part), edge_note(part)]
        sentences = str(join_sentences(Message(one) for one in said if one))
        lines += [escaped_markdown(sentences), "", *markdown_table(head, marked), ""]
    lines += [
        tr("Bold: cannot be told from the best."),
        "",
        *(f"* {escaped_markdown(line)}" for line in method(result)),
    ]
    return "\n".join(lines) + "\n"


def page(result: ComparisonResult, drawn: Sequence[dict[str, Scene]]) -> str:
    """Returns the report as one HTML file that loads nothing else."""
    parts = [
        html_report(report_of(result, part), pictures.values()) + html_list(tr("The arms"), map(_arm, part.arms))
        for part, pictures in zip(result.budgets, drawn, strict=True)
    ]
    return html_page(_title(result), "".join([*parts, html_list(tr("How this was measured"), method(result))]))


def _arm(arm: ArmResult) -> str:
    return tr("{}: {}", arm.name, _keys(arm))


def _keys(arm: ArmResult) -> str:
    keys = ", ".join(f"{key}: {value}" for key, value in arm.lr.items() if key != "name")
    warm = (
        tr("the config's warmup")
        if arm.shares_warmup
        else tr("its own warmup")
        if arm.warmup_updates
        else tr("no warmup")
    )
    last = "" if arm.last_rate is None else tr("; last rate {} of the peak", format_share(arm.last_rate / arm.rate))
    optimizer = ", ".join(f"{key}: {value}" for key, value in arm.optimizer.items() if key != "name")
    by = f"{arm.lr['name']} {{{keys}}}"
    if arm.optimizer:
        by = tr("{} with {}", f"{arm.optimizer['name']} {{{optimizer}}}", by)
    return tr("{}; {}, {:,} updates{}", by, warm, arm.warmup_updates, last)


def _title(result: ComparisonResult) -> str:
    optimizers = any(arm.optimizer for part in result.budgets for arm in part.arms)
    if optimizers:
        return tr("Optimizers and schedules compared on {}", result.config)
    return tr("Schedules compared on {}", result.config) if result.tuned else tr("Rates compared on {}", result.config)
