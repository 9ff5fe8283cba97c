"""The chart of a range test: the loss over the logarithm of the rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.chart import Band, Chart, ChartLine, ChartPoint, ChartPoints, ReferenceLine
from paddle_lrkit.plot.words import ENGLISH, Words
from paddle_lrkit.printable import printable
from paddle_lrkit.text import format_rate

HEADROOM = 0.6
"""How far the chart reaches above the first loss, as a share of the fall of the loss."""
LEAST_HEIGHT = 0.05

LossCurve = tuple[Sequence[float], Sequence[float]]
"""Rates, ascending, and the loss at each."""


@dataclass(frozen=True)
class RangeTest:
    """The result of a range test.

    Args:
        name: What was tested.
        ramps: The smoothed losses of each ramp.
        mean: Their mean.
        interval: Rates that deserve a trial, or None.
        suggestion: The suggested rate, or None.
        trials: Peak rates of short trainings, ascending, and the loss at their end.
    """

    name: str
    ramps: Sequence[LossCurve]
    mean: LossCurve
    interval: tuple[float, float] | None = None
    suggestion: float | None = None
    trials: LossCurve = ((), ())


def range_chart(test: RangeTest, words: Words = ENGLISH, *, each_ramp: bool = True) -> Chart:
    """The chart of a range test, with the interval as a band and the suggestion as a line.

    Args:
        test: The result.
        words: Language.
        each_ramp: Whether each ramp is a thin line, which a terminal cannot show.
    """
    curves = [test.mean, *test.ramps]
    ends = list(zip(*test.trials, strict=True))
    y = _y_axis(curves, test.trials[1], words)
    lines = [ChartLine("mean", _points(test.mean, y.high))]
    facts = [*_facts(test, words), words.mean.format(len(test.ramps))]
    if ends:
        facts.append(words.short_trainings)
    if each_ramp:
        facts.append(words.each_ramp)
        lines += [ChartLine(f"ramp {n}", _points(ramp, y.high), "thin") for n, ramp in enumerate(test.ramps, start=1)]
    marked = [] if test.suggestion is None else [test.suggestion]
    return Chart(
        printable(words.range_test.format(test.name)),
        _x_axis([*curves, test.trials] if ends else curves, words),
        y,
        lines,
        subtitle=facts,
        bands=[] if test.interval is None else [Band(*test.interval)],
        references=[ReferenceLine(rate, format_rate(rate), short=format_rate(rate)) for rate in marked],
        points=[ChartPoints([end for end in ends if end[1] <= y.high], "large", 0)],
    )


def _facts(test: RangeTest, words: Words) -> list[str]:
    if test.suggestion is None or test.interval is None:
        return [words.no_suggestion]
    low, high = (format_rate(end, 2) for end in test.interval)
    return [words.suggestion.format(format_rate(test.suggestion)), words.interval.format(low, high)]


def _x_axis(curves: Sequence[LossCurve], words: Words) -> Axis:
    """From the lowest rate to the highest that any training reached."""
    low = min(rates[0] for rates, _ in curves)
    high = max(low * 1.01, *(rates[-1] for rates, _ in curves))
    return Axis(low, high, log=True, name=words.learning_rate)


def _y_axis(curves: Sequence[LossCurve], ends: Sequence[float], words: Words) -> Axis:
    """Around the fall of the loss; a divergence above it is cut off."""
    values = [loss for _, losses in curves for loss in losses]
    lowest, first = min(*values, *ends), max(losses[0] for _, losses in curves)
    height = max(first - lowest, LEAST_HEIGHT * max(abs(lowest), abs(first)), 1e-12)
    low, high = lowest - 0.05 * height, min(max(values), first + HEADROOM * height) + 0.02 * height
    return Axis(low, high, name=words.loss)


def _points(curve: LossCurve, high: float) -> list[ChartPoint]:
    """The curve up to the first point above the chart."""
    points = list(zip(*curve, strict=True))
    return points[: next((n for n, (_, loss) in enumerate(points, start=1) if loss > high), len(points))]
