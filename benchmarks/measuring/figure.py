"""One measured figure, its goal and the verdict."""

from __future__ import annotations

from dataclasses import dataclass

from benchmarks.measuring.interval import Interval


@dataclass(frozen=True)
class Figure:
    """What was measured, with the limit that it should keep.

    Args:
        name: What it is, such as ``CosineAnnealingDecay at update 10, lrkit / Paddle, CPU``.
        interval: Median and 95% interval over the rounds.
        unit: ``x`` for a ratio, ``ms``, ``us``, ``MB``, ``exponent``, ...
        at_most: The goal is met when the interval is not above it; None without such a goal.
        at_least: The goal is met when the interval is not below it.
        headline: Whether the figure stands in the table of the README; the others stand in the results only.
        note: What a reader has to know beside the figure.
    """

    name: str
    interval: Interval
    unit: str
    at_most: float | None = None
    at_least: float | None = None
    headline: bool = False
    note: str = ""

    @property
    def verdict(self) -> str:
        """``met`` or ``missed`` when the whole interval says so, else ``not decided``; empty without a goal."""
        if self.at_most is None and self.at_least is None:
            return ""
        low, high = self.interval.low, self.interval.high
        if (self.at_most is None or high <= self.at_most) and (self.at_least is None or low >= self.at_least):
            return "met"
        beyond = (self.at_most is not None and low > self.at_most) or (
            self.at_least is not None and high < self.at_least
        )
        return "missed" if beyond else "not decided"


_VERDICTS = ("", "met", "not decided", "missed")


def worst(name: str, figures: list[Figure]) -> Figure:
    """The headline of several figures of one goal: one that misses it before one that is open, the farthest first."""
    if not figures:
        raise ValueError(f"no figure was measured for {name!r}")
    found = max(figures, key=lambda one: (_VERDICTS.index(one.verdict), _pressure(one)))
    said = f"worst of {len(figures)}: {found.name}" if len(figures) > 1 else found.name
    return Figure(name, found.interval, found.unit, found.at_most, found.at_least, headline=True, note=said)


def _pressure(figure: Figure) -> float:
    """Above 1 beyond the limit."""
    if figure.at_most is not None:
        return figure.interval.high / figure.at_most
    if figure.at_least is not None:
        return figure.at_least / figure.interval.low if figure.interval.low > 0 else float("inf")
    return figure.interval.high
