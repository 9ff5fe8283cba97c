"""A curve at positions between its updates."""

from __future__ import annotations

import math
from bisect import bisect_right

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError


class RealTime:
    """A curve read at any position: cubic between its updates, a jump stays a jump.

    Args:
        curve: The curve.
        stop: Updates whose bends are looked up.
        whole: Read the update that a position lies in, as a counter of whole updates does.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> abs(RealTime(cosine(0.1, 0.0, 100), 100)(33.5) - cosine(0.1, 0.0, 200)(67)) < 1e-9
        True
    """

    def __init__(self, curve: Curve, stop: int, whole: bool = False) -> None:
        self.curve, self.whole = curve, whole
        try:
            knots = curve.knots(stop + 2)
        except ConfigError:
            knots = []
        self._knots = sorted({0, *knots, *((curve.length,) if curve.length else ())})

    def __call__(self, position: float) -> float:
        if position <= 0:
            return self.curve(0)
        before = math.floor(position)
        part = position - before
        if part > 1 - 1e-9:
            return self.curve(before + 1)
        if self.whole or part < 1e-9:
            return self.curve(before)
        first, last = self._piece(before)
        if last - first < 1 or self._jumps(before, first, last):
            return self.curve(before)
        begin = min(max(before - 1, first), max(last - 3, first))
        points = range(begin, min(begin + 4, last + 1))
        return _through([(at, self.curve(at)) for at in points], position)

    def _piece(self, before: int) -> tuple[int, int]:
        """The updates around a position between which the curve has no bend."""
        at = bisect_right(self._knots, before)
        first = self._knots[at - 1]
        last = self._knots[at] if at < len(self._knots) else before + 4
        return first, last

    def _jumps(self, before: int, first: int, last: int) -> bool:
        """Whether the rate jumps at the end of the piece, so that its last value belongs to the next one."""
        if before + 1 < last:
            return False
        change = abs(self.curve(before + 1) - self.curve(before))
        left = abs(self.curve(before) - self.curve(before - 1)) if before > first else 0.0
        return change > 2 * left if before > first else False


def _through(points: list[tuple[int, float]], position: float) -> float:
    """The polynomial through some points at a position."""
    total = 0.0
    for at, value in points:
        factor = 1.0
        for other, _ in points:
            if other != at:
                factor *= (position - other) / (at - other)
        total += value * factor
    return total
