"""What the chart of a range test shows: the loss over the logarithm of the rate."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.range_words import RANGE_WORDS, RangeWords
from paddle_lrkit.plot.ticks import Tick, decade_ticks, rate_ticks
from paddle_lrkit.text import format_rate, printable

HEADROOM = 0.6
"""How far the chart goes above the first loss, in falls of the loss."""
LEAST_HEIGHT = 0.05

Curve = tuple[Sequence[float], Sequence[float]]
"""Rates, ascending, and the loss at each."""


@dataclass(frozen=True)
class RangeFigure:
    """A range test to draw.

    Args:
        name: What was tested.
        ramps: Each ramp, smoothed.
        mean: Their mean.
        interval: Rates that deserve a trial, or None.
        suggestion: The suggested rate, or None.
        words: Language.
    """

    name: str
    ramps: Sequence[Curve]
    mean: Curve
    interval: tuple[float, float] | None = None
    suggestion: float | None = None
    words: RangeWords = field(default=RANGE_WORDS["en"], repr=False)

    @property
    def heading(self) -> str:
        """The title."""
        return printable(self.words.heading.format(self.name))

    def facts(self) -> list[str]:
        """Suggestion and interval in words, and what the line is."""
        mean = self.words.mean.format(len(self.ramps))
        if self.suggestion is None or self.interval is None:
            return [self.words.none, mean]
        interval = self.words.interval.format(*(format_rate(end, 2) for end in self.interval))
        return [self.words.suggestion.format(format_rate(self.suggestion)), interval, mean]

    @cached_property
    def x_axis(self) -> Axis:
        """From the lowest rate to the highest that any ramp reached."""
        ends = [(rates[0], rates[-1]) for rates, _ in [*self.ramps, self.mean]]
        low = min(first for first, _ in ends)
        return Axis(low, max(max(last for _, last in ends), low * 1.01), log=True)

    @cached_property
    def y_axis(self) -> Axis:
        """Around the fall of the loss; what a divergence does above it is cut off."""
        losses = [loss for _, values in [*self.ramps, self.mean] for loss in values]
        lowest, first = min(losses), max(values[0] for _, values in [*self.ramps, self.mean])
        height = max(first - lowest, LEAST_HEIGHT * max(abs(lowest), abs(first)), 1e-12)
        return Axis(lowest - 0.05 * height, min(max(losses), first + HEADROOM * height) + 0.02 * height)

    def line(self, curve: Curve) -> list[tuple[float, float]]:
        """Positions of a curve, both parts between 0 and 1, up to where it leaves the chart."""
        places = []
        for value, loss in zip(*curve, strict=True):
            places.append((self.x_axis.place(value), self.y_axis.place(loss)))
            if loss > self.y_axis.high:
                break
        return places

    def x_ticks(self, most: int) -> list[Tick]:
        """At most ``most`` rates."""
        return decade_ticks(self.x_axis.low, self.x_axis.high, most)

    def y_ticks(self, most: int) -> list[Tick]:
        """At most ``most`` losses."""
        low, high = self.y_axis.low, self.y_axis.high
        ticks = rate_ticks(high - low, most)
        step = ticks[1].value if len(ticks) > 1 else high - low
        numbers = range(math.ceil(low / step), math.floor(high / step) + 1)
        return [Tick(step * number, f"{step * number:.6g}") for number in numbers]
