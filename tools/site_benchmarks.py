"""Hook of mkdocs.yml: the figures of the page of benchmarks, read from benchmarks/.

``<!-- benchmark: NAME -->`` becomes what benchmarks/results/NAME.json says: the command, the machine, charts and the
table of its headlines. ``<!-- ranking -->``, ``<!-- range test -->`` and ``<!-- four tasks -->`` become the tables and
charts of the results that have a form of their own, ``<!-- missed -->`` a list of all goals that are not met, and
``<!-- picture: FOLDER NAME -->`` a picture from benchmarks/FOLDER/results/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import yaml

from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.chart import Chart, ChartLine, ChartPoints, ReferenceLine
from paddle_lrkit.plot.layout import COMPACT
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.plot.ticks import Tick
from paddle_lrkit.text import markdown_table
from tools.site_parts import code_block, figure, page_language

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

ROOT = Path(__file__).resolve().parent.parent
BENCHMARKS = ROOT / "benchmarks"
NAMED = ("scheduler_step", "whole_curve", "ppdet_run", "startup", "check_files", "training_loop", "data_path")
NAMED += ("checkpoint", "coco_evaluation", "cost_growth", "peak_rates", "forecasts", "zoo_rates")
MARK = re.compile(r"^<!-- (benchmark|picture|ranking|range test|four tasks|missed)(?:: (\w+) ?(\w+)?)? -->$", re.M)
DRAWN_TEXT = re.compile(r"(?<=>)[^<>\n]+(?=</t)|(?<=aria-label=\")[^\"]+")
VERSIONS = ("python", "paddle-lrkit", "paddlepaddle", "numpy")
WIDTH, MOST, ENOUGH = 900.0, 10, 4
TASKS = {
    "digits": "digits, a fifth of the labels wrong",
    "softmax": "softmax regression on the same data",
    "text": "sentences",
    "detection": "DigitScenes",
}
KINDS = {"classification": "classification, wrong labels", "text_classification": "sentences"}
"""Kinds of trainings that have a plainer name than in the result."""
NBSP = "\N{NO-BREAK SPACE}"
VERDICTS = ("met", "missed", "not decided")
WORDS: dict[str, dict[str, str]] = yaml.safe_load(Path(__file__).with_name("benchmark_words.yml").read_text("utf-8"))
"""English -> Chinese: whole texts, and phrases of the names of figures."""
PHRASES = re.compile("|".join(map(re.escape, sorted(WORDS["phrases"], key=len, reverse=True))))


class Row(NamedTuple):
    """A row of a chart: its name, a median with an interval, what stands beside it, and its color."""

    name: str
    low: float
    middle: float
    high: float
    note: str
    line: int = 0


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Fills the marks of a page."""
    return filled(markdown, page_language(page))


def filled(markdown: str, language: str) -> str:
    """The text with what stands for its marks."""

    def made(mark: re.Match[str]) -> str:
        if mark[1] == "benchmark":
            return _benchmark(result(mark[2]), language)
        if mark[1] == "picture":
            drawn = (BENCHMARKS / mark[2] / "results" / f"{mark[3]}.svg").read_text(encoding="utf-8")
            return figure(DRAWN_TEXT.sub(lambda text: said(text[0], language), drawn))
        return _OF_THEIR_OWN[mark[1]](language)

    return MARK.sub(made, markdown)


def result(name: str) -> dict[str, Any]:
    """A result file."""
    found: dict[str, Any] = json.loads((BENCHMARKS / "results" / f"{name}.json").read_text(encoding="utf-8"))
    return found


def said(text: str, language: str) -> str:
    """A text of the results, or one of this file, in the language of the page."""
    if language == "en":
        return text
    if text in WORDS["texts"]:
        return WORDS["texts"][text]
    text = re.sub(r"worst of (\d+): ", r"\1 项中最差：", text)
    text = re.sub(r"^([\d.]+) at ([\d.]+)$", r"\1 @ \2", text)
    text = PHRASES.sub(lambda phrase: WORDS["phrases"][phrase[0]], text)
    text = re.sub(r"(\d+) of (\d+)", r"\2 中的 \1", text)
    for mark, wide in ((", ", "，"), (": ", "："), ("; ", "；")):
        text = re.sub(rf"(?<!\d){mark}|{mark}(?!\d)", wide, text)
    return re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", text)


def _benchmark(found: dict[str, Any], language: str) -> str:
    headlines = [one for one in found["figures"] if one["headline"]]
    parts = [code_block("bash", found["command"]), _machine(found, language)]
    goals = [one for one in found["figures"] if _goal(one) and one["interval"][1] > 0]
    first = [one for one in goals if one["headline"]]
    rest = [one for one in goals if not one["headline"]]
    drawn = first if len(first) >= ENOUGH else rest if len(rest) > len(first) else goals
    if drawn:
        parts.append(figure(_goal_chart(drawn, language)))
    shares = [one for one in headlines if one["unit"] == "share"]
    if shares:
        rows = [_share_row(said(one["name"], language), one["interval"], said(one["note"], language)) for one in shares]
        parts.append(figure(_share_chart(rows, language)))
    return "\n\n".join([*parts, _table(headlines, language)])


def _machine(found: dict[str, Any], language: str) -> str:
    versions = [f"{name} {found['versions'][name]}" for name in VERSIONS]
    if language == "zh":
        return f"机器：{said(found['machine'], language)}；{'、'.join(versions)}。"
    return f"Machine: {found['machine']}; {', '.join(versions)}."


def _table(figures: Iterable[dict[str, Any]], language: str) -> str:
    rows = []
    for one in figures:
        name = said(one["name"], language)
        if one["note"]:
            note = said(one["note"], language)
            name += f"（{note}）" if language == "zh" else f" ({note})"
        numbers = (cell.replace(" ", NBSP) for cell in (_goal_text(one, language), _number(one, language)))
        verdict = said(one["verdict"], language)
        rows.append([name, *numbers, f"**{verdict}**" if one["verdict"] in VERDICTS[1:] else verdict])
    return _said_table(("figure", "goal", "measured", "verdict"), rows, language)


def _said_table(head: Iterable[str], rows: Iterable[Sequence[str]], language: str) -> str:
    return "\n".join(markdown_table([said(name, language) for name in head], rows))


def _goal(one: dict[str, Any]) -> float:
    return float(one["at_most"] or one["at_least"] or 0)


def _goal_text(one: dict[str, Any], language: str) -> str:
    kind = "at most" if one["at_most"] is not None else "at least" if one["at_least"] is not None else ""
    return f"{said(kind, language)} {_goal(one):,g}{_unit(one, language)}" if kind else ""


def _number(one: dict[str, Any], language: str) -> str:
    """The median with its interval, or the one value."""
    middle, low, high = (f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}" for value in one["interval"])
    numbers = middle if low == middle == high else f"{middle} [{low}, {high}]"
    return numbers + _unit(one, language)


def _unit(one: dict[str, Any], language: str) -> str:
    unit = one["unit"]
    return "" if unit in ("x", "exponent", "share") else "%" if unit == "%" else f" {said(unit, language)}"


def _goal_chart(figures: Sequence[dict[str, Any]], language: str) -> str:
    """The figures nearest to their goals or farthest beyond them, divided by the goal."""
    nearest = sorted(figures, key=lambda one: max(_part_of_goal(one)), reverse=True)[:MOST]
    rows = [
        Row(
            said(one["name"], language),
            *sorted(_part_of_goal(one)),
            _number(one, language),
            VERDICTS.index(one["verdict"]),
        )
        for one in nearest
    ]
    title = said("Measured / goal; right of 1 the goal is missed", language)
    return _chart(title, rows, [said(verdict, language) for verdict in VERDICTS], 1.0, 1.1)


def _part_of_goal(one: dict[str, Any]) -> tuple[float, float, float]:
    """Median and interval as parts of the goal; above 1 it is missed."""
    middle, low, high = one["interval"]
    goal = _goal(one)
    if one["at_most"] is not None:
        return middle / goal, low / goal, high / goal
    return goal / middle, goal / high, goal / low


def _share_row(name: str, interval: Sequence[float], note: str) -> Row:
    middle, low, high = interval
    return Row(name, low, middle, high, note)


def _share_chart(rows: Sequence[Row], language: str, chance: float | None = None) -> str:
    return _chart(said("Share, 95% interval", language), rows, [], chance, 1.0)


def _chart(title: str, rows: Sequence[Row], names: Sequence[str], reference: float | None, least: float) -> str:
    """A row for each figure, as `differences_chart` draws arms; ``names`` are those of the colors."""
    places = {row: len(rows) - index - 0.5 for index, row in enumerate(rows)}
    lines, points = [], []
    for index, name in enumerate(names or [""]):
        own = [row for row in rows if row.line == index]
        ends = [end for row in own for end in ((row.low, places[row]), (row.high, places[row]), (row.high, None))]
        lines.append(ChartLine(name, ends or [(0.0, None)]))
        points.append(ChartPoints([(row.middle, places[row]) for row in own], "large", line=index))
    high = max(least, 1.05 * max(row.high for row in rows))
    return svg(
        draw_chart(
            Chart(
                title,
                Axis(0.0, high),
                Axis(0.0, float(len(rows)), labels=[Tick(places[row], row.name) for row in rows], rows=True),
                lines,
                legend=bool(names),
                references=[ReferenceLine(reference)] if reference is not None else [],
                points=points,
                notes=[row.note for row in rows],
            ),
            WIDTH,
            sizes=COMPACT,
        )
    )


def _ranking(language: str) -> str:
    kinds = result("ranking")["kinds"]
    drawn, rows = [], []
    for kind, found in sorted(kinds.items(), key=lambda item: -item[1]["right"] / item[1]["pairs"]):
        name = said(KINDS.get(kind, kind), language)
        counted = f"{found['right']} / {found['pairs']}"
        drawn.append(_share_row(name, (found["right"] / found["pairs"], *found["interval"]), counted))
        rows.append([name, str(found["pairs"]), str(found["right"])])
    table = _said_table(("trainings", "pairs", "right"), rows, language)
    return "\n\n".join([figure(_share_chart(drawn, language, 0.5)), table])


def _range_test(language: str) -> str:
    found = result("range_test")
    counts = found["counts"]["all"]
    columns = (
        "within 2 of the tied",
        "within 2 of the best",
        "off by more than 3 from the tied",
        "largest factor to the tied",
    )
    rows = [[said(rule, language), *(str(one[key]) for key in ("problems", *columns))] for rule, one in counts.items()]
    table = _said_table(("rule", "problems", *columns), rows, language)
    drawn = [
        Row(said(rule, language), share, share, share, f"{one[columns[0]]} / {one['problems']}")
        for rule, one in counts.items()
        for share in [one[columns[0]] / one["problems"]]
    ]
    tied, best = (said(found["verdicts"][kind], language) for kind in ("tied", "best"))
    form = said("Goal: {}. Against the rates tied with the best it is {}, against the best one {}.", language)
    goal = form.format(said(found["goal"], language), tied, best)
    chart = _chart(said("Within a factor of 2 of the rates tied with the best", language), drawn, [], None, 1.0)
    parts = [code_block("bash", found["command"]), _machine(found, language), goal, figure(chart), table]
    return "\n\n".join(parts)


def _missed(language: str) -> str:
    """The headlines whose goals are missed or open, and the goal of the range test."""
    figures = [one for name in NAMED for one in result(name)["figures"] if one["headline"]]
    form = "* {}：{}：{}（目标：{}）" if language == "zh" else "* {}: {}: {} (goal: {})"
    missed = [(one["verdict"], one["name"], _number(one, language), _goal_text(one, language)) for one in figures]
    found = result("range_test")
    counts = found["counts"]["all"]["lrkit find"]
    for kind, verdict in found["verdicts"].items():
        name = f"within 2 of the {kind}"
        missed.append((verdict, f"lrkit find: {name}", f"{counts[name]} / {counts['problems']}", found["goal"]))
    return "\n".join(
        form.format(said(verdict, language), said(name, language), number, said(goal, language))
        for wanted in VERDICTS[1:]
        for verdict, name, number, goal in missed
        if verdict == wanted
    )


def _four_tasks(language: str) -> str:
    """What three commands said of four tasks, and what was measured."""
    head = ["task", "best, and tied with it", "advised", "in that group", "Spearman of rank", "find within 2"]
    rows = []
    for task, name in TASKS.items():
        file = BENCHMARKS / "schedules" / "results" / f"{task}-questions.json"
        found = json.loads(file.read_text(encoding="utf-8"))
        answers = (_yes(found["advice"]["in_best_group"], language), f"{found['rank']['spearman']:.2f}")
        cells = (said(name, language), ", ".join(found["tied"]), found["advice"]["schedule"], *answers)
        rows.append([*cells, _yes(found["find"]["within"], language)])
    return _said_table(head, rows, language)


def _yes(answer: bool, language: str) -> str:
    return said("yes", language) if answer else f"**{said('no', language)}**"


_OF_THEIR_OWN = {"ranking": _ranking, "range test": _range_test, "four tasks": _four_tasks, "missed": _missed}
