"""What a plateau rule would have done in a run, as a series and as lines of text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

from paddle_lrkit.plot.series import Event, Series
from paddle_lrkit.plot.words import Words
from paddle_lrkit.text import format_count, format_rate, table


class ReductionLike(Protocol):
    """A change of the rate, such as `paddle_lrkit.runs.replay.Reduction`."""

    @property
    def update(self) -> int: ...
    @property
    def metric(self) -> float: ...
    @property
    def before(self) -> float: ...
    @property
    def after(self) -> float: ...


def replay_series(series: Series, reductions: Sequence[ReductionLike], words: Words) -> Series:
    """The series with a mark at each change, and with the number of reductions and increases among its facts."""
    peak, *rest = series.facts(words)
    events = tuple(_event(one, words) for one in reductions)
    return replace(series, events=events, notes=(peak, _number(reductions, words), *rest))


def reduction_lines(series: Series, reductions: Sequence[ReductionLike], metric: str, words: Words) -> list[str]:
    """The reductions as a table: update, metric, rate before and after.

    Args:
        series: The series that they belong to.
        reductions: In order.
        metric: Name of the metric.
        words: Language.
    """
    rows = [
        (
            series.place(one.update, words),
            f"{metric} {one.metric:.6g}",
            f"{format_rate(one.before)} -> {format_rate(one.after)}",
        )
        for one in reductions
    ]
    return [f"{series.label}: {_number(reductions, words)}", *(f"  {line}" for line in (table(rows) if rows else ()))]


def _number(reductions: Sequence[ReductionLike], words: Words) -> str:
    if not reductions:
        return words.no_reduction
    higher = sum(one.after > one.before for one in reductions)
    if higher:
        return words.changes.format(len(reductions) - higher, higher)
    return words.one_reduction if len(reductions) == 1 else words.reductions.format(len(reductions))


def _event(one: ReductionLike, words: Words) -> Event:
    update = format_count(one.update)
    return Event(one.update, words.update.format(update), f"→ {format_rate(one.after)}", update)
