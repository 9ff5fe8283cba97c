"""An axis: its numbers, its ticks and its name."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

from paddle_lrkit.plot.ticks import Tick, count_ticks, decade_ticks, number_ticks


class Axis(NamedTuple):
    """A linear or logarithmic axis.

    Args:
        low: Number at position 0; > 0 on a logarithmic axis.
        high: Number at position 1, above ``low``.
        log: Whether the axis is logarithmic.
        name: What it measures.
        unit: What a linear axis counts; ``count`` and ``percent`` start at 0.
        labels: Its ticks, if they are not round numbers.
        rows: Whether ``labels`` are names of rows, each one unit high.

    Example:
        >>> Axis(0.0, 200.0).place(50), Axis(1e-4, 1.0, log=True).place(0.01)
        (0.25, 0.5)
        >>> [tick.label for tick in Axis(0.0, 100.0, unit="percent").ticks(6)]
        ['0%', '20%', '40%', '60%', '80%', '100%']
    """

    low: float
    high: float
    log: bool = False
    name: str = ""
    unit: Literal["number", "count", "percent"] = "number"
    labels: Sequence[Tick] = ()
    rows: bool = False

    def place(self, value: float) -> float:
        """Position of a number; a number outside the axis gets the position of the nearer end."""
        if value <= self.low:
            return 0.0
        if self.log:
            return min(math.log(value / self.low) / math.log(self.high / self.low), 1.0)
        return min((value - self.low) / (self.high - self.low), 1.0)

    def value(self, place: float) -> float:
        """The number at a position.

        Example:
            >>> Axis(0.0, 200.0).value(0.25)
            50.0
        """
        if self.log:
            return self.low * (self.high / self.low) ** place
        return self.low + (self.high - self.low) * place

    def ticks(self, most: int) -> Sequence[Tick]:
        """The labels, or at most ``most`` round numbers."""
        if self.labels:
            return self.labels
        if self.log:
            return decade_ticks(self.low, self.high, most)
        if self.unit == "number":
            return number_ticks(self.low, self.high, most)
        sign = "%" if self.unit == "percent" else ""
        return [Tick(tick.value, tick.label + sign) for tick in count_ticks(self.high, most)]
