"""The sum of many equal floats, each rounded before the next is added."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr


class FloatSum:
    """``start + step + step + ...`` as a loop of floats adds it up.

    Between two powers of two all floats have the same distance, so each addition there is rounded alike and adds the
    same amount: exactly one of the two multiples of that distance next to ``step``. The sums are therefore a line
    between two powers of two. Only the first additions after a power of two differ, because a step that is half way
    between two floats is rounded to the even one. Beyond ``2 ** 54`` steps a sum no longer grows. So there are about a
    hundred lines, found once, and each sum costs a bisection.

    Args:
        start: The first sum.
        step: What is added, above 0.

    Example:
        >>> thirds = FloatSum(0.0, 1 / 30)
        >>> thirds(60), thirds(61), thirds.count(2.0)
        (2.0000000000000027, 2.033333333333336, 60)
    """

    def __init__(self, start: float, step: float) -> None:
        if not 0 < step < math.inf or not math.isfinite(start):
            raise ConfigError(
                tr("floats are added from a finite number on in steps above 0, got {} and {}", start, step)
            )
        lines = list(_lines(float(start), step))
        self._counts = [count for count, _, _ in lines]
        self._lines = lines

    def __call__(self, count: int) -> float:
        """The sum after ``count`` additions."""
        first, value, gap = self._lines[bisect_right(self._counts, count) - 1]
        return value + (count - first) * gap if gap else value

    def count(self, value: float) -> int | None:
        """The number of additions after which the sum is at least ``value``; None when it never is."""
        last = self._counts[-1]
        return bisect_left(range(last), value, key=self) if self(last) >= value else None


def _lines(value: float, step: float) -> Iterator[tuple[int, float, float]]:
    """Count and sum at the start of each line, and what an addition adds there; 0 for a single sum, and at the end."""
    count = 0
    yield count, value, 0.0
    while value + step != value:
        before, value, count = value, value + step, count + 1
        after = value + step
        if not _is_alike(before, value) or not _is_alike(value, after):
            yield count, value, 0.0
            continue
        gap = after - value
        yield count, value, gap
        if gap:
            unit = math.ulp(value)
            end = math.ldexp(1.0, math.frexp(value)[1]) - unit if value > 0 else -_power_below(value)
            left = int((end - value) / unit) // int(gap / unit)
            value, count = value + left * gap, count + left


def _power_below(value: float) -> float:
    """The largest power of two that is not above the size of a number."""
    return math.ldexp(0.5, math.frexp(value)[1])


def _is_alike(one: float, other: float) -> bool:
    """Whether two sums are between the same two powers of two."""
    same_sign = (one > 0) == (other > 0) and (one < 0) == (other < 0)
    return same_sign and math.frexp(one)[1] == math.frexp(other)[1]
