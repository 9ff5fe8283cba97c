"""Curves of functions that a script writes: each value is computed once, and only some are looked at for a drawing."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from heapq import heappop, heappush
from itertools import pairwise

from paddle_lrkit.curves._custom import value_of
from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr

_MOST_LOOKS = 1000
"""Values that are looked at to find where a function bends."""
_MOST_FACTORS = 15_000
_EVENLY = 64
_STRAIGHT = 1e-3


@curve
def of_function(function: Callable[[int], float], factor: float = 1.0) -> Formula:
    """``lr(t) = factor * function(t)``

    Example:
        >>> of_function(lambda tick: 0.5**tick, 0.1)(1)
        0.05

    Reference: ``paddle.optimizer.lr.LambdaDecay``.
    """
    known: dict[int, float] = {}

    def at(tick: int) -> float:
        if tick not in known:
            known[tick] = factor * value_of(function, tick)
        return known[tick]

    return Formula(at, knots=lambda stop: bends(at, stop))


@curve
def of_factors(start: float, function: Callable[[int], float]) -> Formula:
    """``lr(t) = start * function(1) * function(2) * ... * function(t)``

    Example:
        >>> of_factors(0.1, lambda tick: 0.5)(3)
        0.0125

    Reference: ``paddle.optimizer.lr.MultiplicativeDecay``.
    """
    rates = [start]

    def at(tick: int) -> float:
        while len(rates) <= tick and rates[-1]:
            if len(rates) > _MOST_FACTORS:
                raise ConfigError(tr("is a product of {:,} factors, more than are computed", tick), key="lr_lambda")
            rates.append(rates[-1] * value_of(function, len(rates)))
        return rates[min(tick, len(rates) - 1)]

    return Formula(at, knots=lambda stop: bends(at, stop))


def bends(at: Callable[[int], float], stop: int) -> Iterable[int]:
    """Ticks below ``stop`` between which a function is about straight; all of them when they are few.

    Between two ticks the middle is looked at, and both halves again where it is not on the line, the largest distance
    first.

    Example:
        >>> 5000 in bends(lambda tick: float(tick >= 5000), 10**6)
        True
    """
    if stop <= _MOST_LOOKS:
        return range(stop)
    last = stop - 1
    first = {last * part // _EVENLY for part in range(_EVENLY + 1)}
    first |= {2**power for power in range(last.bit_length() - 1)} | {last - 2**power for power in range(8)}
    known = {tick: at(tick) for tick in first}
    height = max(map(abs, known.values())) or 1.0
    waiting: list[tuple[float, int, int]] = []

    def look(begin: int, end: int) -> None:
        if end - begin > 1:
            middle = (begin + end) // 2
            value = known[middle] = at(middle)
            line = known[begin] + (known[end] - known[begin]) * (middle - begin) / (end - begin)
            if abs(value - line) > _STRAIGHT * height:
                heappush(waiting, (-abs(value - line), begin, end))

    ticks = sorted(known)
    for begin, end in pairwise(ticks):
        look(begin, end)
    while waiting and len(known) < _MOST_LOOKS:
        _, begin, end = heappop(waiting)
        look(begin, (begin + end) // 2)
        look((begin + end) // 2, end)
    return sorted(tick for tick in known if math.isfinite(known[tick]))
