"""What a plateau rule would have done, as a series and as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from paddle_lrkit.curves import interpolated
from paddle_lrkit.plot.sample import Point
from paddle_lrkit.plot.series import Event, Series
from paddle_lrkit.plot.words import Words
from paddle_lrkit.text import format_count, format_rate


class Reduction(Protocol):
    """One fall of the rate, as `paddle_lrkit.runs.replay` finds it."""

    @property
    def update(self) -> int: ...
    @property
    def metric(self) -> float: ...
    @property
    def before(self) -> float: ...
    @property
    def after(self) -> float: ...


def replay_series(series: Series, reductions: Sequence[Reduction], words: Words) -> Series:
    """The series with a mark at each reduction, and with their number among its facts."""
    peak, *rest = series.facts(words)
    events = tuple(_event(series, one, words) for one in reductions)
    return replace(series, events=events, notes=(peak, _number(reductions, words), *rest))


def applied_series(label: str, like: Series, applied: Sequence[Point], words: Words) -> Series:
    """The rates that the run itself applied, for comparison.

    Args:
        label: Name in the legend.
        like: A series of the same run.
        applied: ``(update, rate)``, at least one.
        words: Language.
    """
    updates, rates = zip(*applied, strict=True)
    notes = words.peak.format(format_rate(max(rates))), words.last.format(format_rate(rates[-1]))
    schedule = replace(like.schedule, curve=interpolated(updates, rates))
    return Series(label, schedule, begin=updates[0], stop=updates[-1] + 1, role="shade", notes=notes)


def reduction_lines(series: Series, reductions: Sequence[Reduction], metric: str, words: Words) -> list[str]:
    """The reductions as a table: update, metric, rate before and after.

    Args:
        series: Where they belong.
        reductions: In order.
        metric: Name of the metric.
        words: Language.
    """
    rows = [(_place(series, one.update, words), f"{metric} {one.metric:.6g}", _step(one)) for one in reductions]
    widths = [max(len(row[column]) for row in rows) for column in (0, 1)] if rows else [0, 0]
    lines = [f"  {place:<{widths[0]}}  {value:<{widths[1]}}  {step}" for place, value, step in rows]
    return [f"{series.label}: {_number(reductions, words)}", *lines]


def _number(reductions: Sequence[Reduction], words: Words) -> str:
    if not reductions:
        return words.no_reduction
    return words.one_reduction if len(reductions) == 1 else words.reductions.format(len(reductions))


def _place(series: Series, update: int, words: Words) -> str:
    epoch = series.epoch(update)
    text = words.update.format(format_count(update))
    return f"{text} ({words.epochs_short.format(epoch)})" if epoch else text


def _step(one: Reduction) -> str:
    return f"{format_rate(one.before)} -> {format_rate(one.after)}"


def _event(series: Series, one: Reduction, words: Words) -> Event:
    return Event(
        one.update,
        words.update.format(format_count(one.update)),
        f"→ {format_rate(one.after)}",
        format_count(one.update),
    )
