"""The table of benchmarks/README.md and the charts, from the result files: ``python -m benchmarks.measuring.table``."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks.measuring.chart import draw
from benchmarks.measuring.figure import Figure
from benchmarks.measuring.interval import Interval
from benchmarks.measuring.question import RESULTS, number
from benchmarks.measuring.questions import QUESTIONS

README = Path(__file__).parents[1] / "README.md"
BEGIN, END = "<!-- measured: python -m benchmarks.measuring.table -->\n", "<!-- end -->\n"
HEAD = (
    "| question and command | figure | goal | median [95% interval] | rounds | verdict |\n|---|---|---|---|---|---|\n"
)


def main() -> None:
    """Writes the table between its marks, and a chart beside each result."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    results = list(read_results())
    README.write_text(before + BEGIN + table(results) + END + rest.partition(END)[2], encoding="utf-8")
    for result in results:
        draw(result["question"], figures_of(result), RESULTS / f"{result['benchmark']}.svg")


def read_results(folder: Path = RESULTS) -> Iterator[dict[str, Any]]:
    """The results that are there, in the order of the questions."""
    for name in QUESTIONS:
        file = folder / f"{name}.json"
        if file.exists():
            yield json.loads(file.read_text(encoding="utf-8"))


def figures_of(result: dict[str, Any]) -> list[Figure]:
    """The figures of a result file."""
    return [
        Figure(
            **{key: value for key, value in one.items() if key not in ("interval", "verdict")},
            interval=Interval(*one["interval"]),
        )
        for one in result["figures"]
    ]


def table(results: list[dict[str, Any]]) -> str:
    """The headlines as rows of Markdown, and below them what was not measured, the machine and the versions."""
    rows = [row for result in results for row in _rows(result)]
    absent = [f"* {result['benchmark']}: {one}" for result in results for one in result["absent"]]
    machines = sorted({f"{result['machine']}, {result['device']}" for result in results})
    found = sorted({f"{name} {version}" for result in results for name, version in result["versions"].items()})
    notes = ["Not measured:", "", *absent, ""] if absent else []
    notes += [f"Machine: {'; '.join(machines)}. Versions: {', '.join(found)}.", ""]
    return HEAD + "\n".join(rows) + "\n\n" + "\n".join(notes)


def _rows(result: dict[str, Any]) -> Iterator[str]:
    name = result["benchmark"]
    first = f"[{result['question']}]({name}.py) `{result['command']}` ([chart](results/{name}.svg))"
    rounds = sorted(set(result["rounds"].values()))
    counted = str(rounds[0]) if len(rounds) == 1 else f"{rounds[0]} to {rounds[-1]}" if rounds else ""
    for figure in figures_of(result):
        if figure.headline:
            goal = f"at most {figure.at_most:g}" if figure.at_most is not None else ""
            goal = f"at least {figure.at_least:,g}" if figure.at_least is not None else goal
            said = figure.name + (f"; {figure.note}" if figure.note else "")
            yield f"| {first} | {said} | {goal} | {number(figure)} | {counted} | {figure.verdict} |"
            first = ""


if __name__ == "__main__":
    main()
