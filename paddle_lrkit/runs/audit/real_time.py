"""A curve at positions between its updates."""

from __future__ import annotations

import math
from bisect import bisect_right

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError

_MOST_KEPT = 1_000_000


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
        self.whole = whole
        self._curve, self._kept = curve, dict[int, float]()
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
        rates = [self.curve(at) for at in range(begin, min(begin + 4, last + 1))]
        return _cubic(rates, position - begin) if len(rates) == 4 else _through(rates, position - begin)

    def curve(self, update: int) -> float:
        """The curve at an update; a search asks for the same ones again and again."""
        rate = self._kept.get(update)
        if rate is None:
            rate = self._curve(update)
            if len(self._kept) < _MOST_KEPT:
                self._kept[update] = rate
        return rate

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


def _cubic(rates: list[float], at: float) -> float:
    """The polynomial through four rates at 0, 1, 2 and 3."""
    first, second, third, fourth = rates
    one, two, three = at - 1, at - 2, at - 3
    return (fourth * at * one * two - first * one * two * three) / 6 + at * three * (second * two - third * one) / 2


def _through(rates: list[float], at: float) -> float:
    """The polynomial through rates at 0, 1, 2, ..."""
    total = 0.0
    for place, rate in enumerate(rates):
        factor = 1.0
        for other in range(len(rates)):
            if other != place:
                factor *= (at - other) / (place - other)
        total += rate * factor
    return total
