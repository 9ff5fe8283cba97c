"""The chart of a watched program: the rates that its optimizers applied, and those that were planned."""

from __future__ import annotations

from dataclasses import replace

from paddle_lrkit.curves import interpolated
from paddle_lrkit.messages import in_language, tr
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.watch.watched import WatchedProcess
from paddle_lrkit.scripts.watch_record import RecordedRates
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def rate_chart(process: WatchedProcess, words: Words) -> Chart | None:
    """The chart; None when there was no update.

    Args:
        process: The process.
        words: Language.
    """
    with in_language(words.code):
        lines = _lines(process)
    return schedule_chart(lines, words=words) if lines else None


def _lines(process: WatchedProcess) -> list[Series]:
    lines: list[Series] = []
    for optimizer, built in process.optimizers:
        if optimizer.events:
            lines.append(_series(tr("applied by {} (line {})", built.name, built.place.line), optimizer.rates, process))
    drawn = [optimizer.rates for optimizer, _ in process.optimizers]
    for schedule in process.schedules:
        planned = schedule.planned
        if planned is not None and planned.count and not any(_same(planned, rates) for rates in drawn):
            label = tr("planned by {} (line {})", schedule.built.name, schedule.built.place.line)
            lines.append(replace(_series(label, planned, process), role="reference"))
    return lines


def _same(planned: RecordedRates, applied: RecordedRates) -> bool:
    return planned.values == applied.values and planned.runs == applied.runs


def _series(label: str, rates: RecordedRates, process: WatchedProcess) -> Series:
    epochs = {usage.epochs for usage in (*process.usages, *process.read.values()) if usage.epochs}
    one = epochs.pop() if len(epochs) == 1 else 0
    length = RunLength(rates.count, rates.count // one if one and rates.count % one == 0 else None)
    return Series(label, Schedule(_curve(rates), "python", length))


def _curve(rates: RecordedRates):  # type: ignore[no-untyped-def]
    """The rates as a curve: each stretch of equal rates has two ends."""
    points: dict[int, float] = {}
    for (begin, rate), run in zip(rates.changes(), rates.runs, strict=True):
        points[begin] = points[begin + run - 1] = rate
    return interpolated(list(points), list(points.values()))
