"""An axis: its numbers, its ticks and its name."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from paddle_lrkit.plot.ticks import Tick


def _no_ticks(most: int) -> list[Tick]:
    return []


@dataclass(frozen=True)
class Axis:
    """A linear or logarithmic axis.

    Args:
        low: Number at position 0; > 0 on a logarithmic axis.
        high: Number at position 1, above ``low``.
        log: Whether the axis is logarithmic.
        name: What it measures.
        ticks: Its ticks, at most as many as the argument says; none by default.
        rows: Whether the ticks name rows, each one unit high, instead of numbers.

    Example:
        >>> Axis(0.0, 200.0).place(50), Axis(1e-4, 1.0, log=True).place(0.01)
        (0.25, 0.5)
    """

    low: float
    high: float
    log: bool = False
    name: str = ""
    ticks: Callable[[int], Sequence[Tick]] = _no_ticks
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
