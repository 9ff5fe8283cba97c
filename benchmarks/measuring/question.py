"""One question: what it measures, its command line, and the file that holds its answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import click

from benchmarks.measuring.figure import Figure
from benchmarks.measuring.machine import machine, versions
from benchmarks.measuring.rounds import ROUNDS, Arms, Timings, measure

RESULTS = Path(__file__).parents[1] / "results"


@dataclass
class Run:
    """The settings of one run of a benchmark, and what it found.

    Args:
        rounds: Rounds at least.
        most: Rounds at most, while an interval says nothing.
        smoke: Whether to run at a tiny size, to see that it works; such figures mean nothing.
        device: ``cpu``, or ``gpu`` for figures of CUDA events.
    """

    rounds: int = ROUNDS
    most: int = 4 * ROUNDS
    smoke: bool = False
    device: str = "cpu"
    figures: list[Figure] = field(default_factory=list)
    timings: dict[str, Timings] = field(default_factory=dict)
    absent: list[str] = field(default_factory=list)

    def measure(
        self,
        group: str,
        arms: Arms,
        figures: Callable[[Timings], list[Figure]] | None = None,
        most: int | None = None,
    ) -> Timings:
        """Measures a group of arms until each figure of it has a verdict, and keeps figures and timings.

        Args:
            group: Name of the group among the timings.
            arms: As in `benchmarks.measuring.rounds.measure`.
            figures: The figures that the timings give.
            most: Rounds at most where one takes minutes; 6 are the fewest that give a 95% interval.
        """

        def decided(timings: Timings) -> bool:
            return figures is None or all(one.verdict != "not decided" for one in figures(timings))

        limit = 2 if self.smoke else most or self.most
        found = measure(arms, min(self.rounds, limit), limit, decided)
        self.timings[group] = found
        if figures is not None:
            self.figures += figures(found)
        return found

    def without(self, peer: str, why: str) -> None:
        """Notes that a peer was not measured, and why."""
        self.absent.append(f"{peer}: {why}")


def command(question: str, answer: Callable[[Run], None], gpu: bool = False) -> click.Command:
    """The command line of a benchmark.

    Args:
        question: The question in one sentence; ``answer`` belongs to the file that is named in the results.
        answer: Measures, and adds figures to the run that it gets.
        gpu: Whether what is measured can run on a GPU.
    """
    name = Path(answer.__code__.co_filename).stem

    @click.command(help=question)
    @click.option("--rounds", default=ROUNDS, show_default=True, help="Rounds at least.")
    @click.option("--most", default=4 * ROUNDS, show_default=True, help="Rounds at most, while a verdict is open.")
    @click.option("--smoke", is_flag=True, help="A tiny size: shows that it runs; the figures mean nothing.")
    @click.option("--device", type=click.Choice(["cpu", "gpu"] if gpu else ["cpu"]), default="cpu", show_default=True)
    @click.option("-O", "--output", type=click.Path(path_type=Path), help="Folder of the result.  [benchmarks/results]")
    def main(rounds: int, most: int, smoke: bool, device: str, output: Path | None) -> None:
        run = Run(rounds, most, smoke, device)
        answer(run)
        shown = [one for one in run.figures if one.headline] or run.figures
        for figure in shown:
            click.echo(line(figure))
        for absent in run.absent:
            click.echo(f"not measured: {absent}")
        folder = output or RESULTS
        if smoke and output is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{name}.json").write_text(written(record(name, question, run)), encoding="utf-8")

    return main


def record(name: str, question: str, run: Run) -> dict[str, Any]:
    """What stands in the result file of a benchmark."""
    return {
        "benchmark": name,
        "question": question,
        "command": f"python -m benchmarks.{name}",
        "device": run.device,
        "machine": machine(),
        "versions": versions(),
        "figures": [_figure(one) for one in run.figures],
        "absent": run.absent,
        "rounds": {group: len(next(iter(timings.values()))) for group, timings in run.timings.items()},
        "seconds": {
            group: {arm: [[_short(t.cpu), _short(t.wall)] for t in times] for arm, times in timings.items()}
            for group, timings in run.timings.items()
        },
    }


def written(result: dict[str, Any]) -> str:
    """A result as JSON: a key a line, and of what it lists an entry a line."""
    parts = []
    for key, value in result.items():
        if isinstance(value, dict):
            entries = [f"  {json.dumps(name)}: {json.dumps(one)}" for name, one in value.items()]
            parts.append(f" {json.dumps(key)}: {{\n" + ",\n".join(entries) + "\n }")
        elif isinstance(value, list):
            parts.append(f" {json.dumps(key)}: [\n" + ",\n".join(f"  {json.dumps(one)}" for one in value) + "\n ]")
        else:
            parts.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(parts) + "\n}\n"


def line(figure: Figure) -> str:
    """A figure as a line of text."""
    limits = [f"at most {figure.at_most:g}"] if figure.at_most is not None else []
    limits += [f"at least {figure.at_least:g}"] if figure.at_least is not None else []
    goal = f"; goal: {' and '.join(limits)}: {figure.verdict}" if limits else ""
    note = f" ({figure.note})" if figure.note else ""
    return f"{figure.name}: {number(figure)}{goal}{note}"


def number(figure: Figure) -> str:
    """Median and interval of a figure, with its unit."""
    unit = "" if figure.unit in ("x", "exponent") else f" {figure.unit}"
    found = figure.interval
    return f"{_digits(found.median)} [{_digits(found.low)}, {_digits(found.high)}]{unit}"


def _digits(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"


def _short(seconds: float) -> float:
    return float(f"{seconds:.4g}")


def _figure(figure: Figure) -> dict[str, Any]:
    known = asdict(figure)
    known["interval"] = [figure.interval.median, figure.interval.low, figure.interval.high]
    return {**known, "verdict": figure.verdict}
