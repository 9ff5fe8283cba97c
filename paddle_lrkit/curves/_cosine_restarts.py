"""Cosine annealing with warm restarts."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from itertools import count as count_from
from itertools import pairwise, takewhile
from typing import Any

from paddle_lrkit.curves._cosine import check_rates
from paddle_lrkit.curves.base import Formula, Number, curve, first_and_last
from paddle_lrkit.curves.values import spread
from paddle_lrkit.errors import check_integer, check_number

_LONGEST = 60.0
"""The natural logarithm of more updates than any run has."""
_TABLE = 64
"""Cycles whose first updates are kept: all of a run whose cycles double, and the first ones of any other."""
_FASTEST = 1.01
"""Cycles that grow by less are too many to be listed."""


@curve
def cosine_restarts(
    peak: float,
    floor: float,
    first_length: int,
    multiplier: Number = 1,
    cycle_decay: float = 1.0,
    cycles: int | None = None,
    *,
    warmup: int = 0,
) -> Formula:
    """Half cosines one after the other, each ``multiplier`` times as long as the one before.

    ``lr(t) = floor + (top - floor) * (1 + cos(pi * p)) / 2`` with ``top = max(peak * cycle_decay ** i, floor)``,
    ``p = (s - warmup) / ((first_length - warmup) * multiplier ** i)`` and ``s`` the updates since the start of
    cycle ``i``

    Cycle ``i`` has ``warmup + (first_length - warmup) * multiplier ** i`` updates, in which it rises from ``floor`` to
    ``peak * cycle_decay ** i``, or to ``floor`` when that is higher, and falls by half a cosine to ``floor``. A length
    that is not whole is kept exact: a cycle begins at the first update after the end of the one before.

    Args:
        peak: Rate at the top of the first cycle, >= 0.
        floor: Rate towards which each cycle falls, between 0 and ``peak``.
        first_length: Updates of the first cycle, >= 1.
        multiplier: Growth of the cycles, >= 1.
        cycle_decay: Factor of the peak from cycle to cycle, > 0 and <= 1.
        cycles: Number of cycles, >= 1, after which ``floor`` is held; None for an endless curve.
        warmup: Updates of a straight ramp at the start of each cycle, between 0 and ``first_length - 1``.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = cosine_restarts(0.1, 0.0, 10, multiplier=2, cycle_decay=0.5)
        >>> c(0), c(10), c(30), round(c(20), 12)
        (0.1, 0.05, 0.025, 0.025)
        >>> c = cosine_restarts(0.1, 0.0, 10, multiplier=1.5, warmup=2)
        >>> c(1), c(2), c(11), c(12)
        (0.05, 0.1, 0.05, 0.1)

    Reference: SGDR, arXiv 1608.03983; ``paddle.optimizer.lr.CosineAnnealingWarmRestarts``; ``cycle_mul``,
    ``cycle_decay`` and ``cycle_limit`` of ``timm.scheduler.CosineLRScheduler``; with a warmup,
    ``CosineAnnealingWarmupRestarts`` of pytorch-cosine-annealing-with-warmup, which cuts fractions of an update off.
    """
    top, bottom = check_rates(peak, floor)
    first = check_integer("first_length", first_length, at_least=1)
    growth = check_number("multiplier", multiplier, at_least=1)
    times = int(growth) if growth == int(growth) else growth
    factor = check_number("cycle_decay", cycle_decay, above=0, at_most=1)
    ramp = check_integer("warmup", warmup, at_least=0, at_most=first - 1)
    count = None if cycles is None else check_integer("cycles", cycles, at_least=1)

    def begin(index: int) -> float:
        """The update at which a cycle begins: whole numbers are exact whatever their size."""
        if times == 1:
            return index * first
        try:
            grown = times**index - 1
        except OverflowError:
            return math.inf
        falling = grown // (times - 1) if isinstance(times, int) else grown / (times - 1)
        return index * ramp + (first - ramp) * falling

    def cycle(update: float) -> int:
        """The number of the cycle that holds an update."""
        low, high = 0, 1
        while begin(high) <= update:
            low, high = high, 2 * high
        return bisect_right(range(low, high), update, key=begin) + low - 1

    def rise(index: int) -> float:
        """From the floor to the peak of a cycle."""
        high = top if factor == 1 else top * factor**index
        return high - bottom if high > bottom else 0.0

    end = None if count is None or _is_endless(count, first - ramp, times) else math.ceil(begin(count))
    starts = list(takewhile(lambda update: update < math.inf, map(begin, range(_TABLE))))
    known = [(start, after - start, rise(index)) for index, (start, after) in enumerate(pairwise(starts))]
    rising, equal_rise = bool(ramp), rise(0)

    def at(update: int) -> float:
        start: float
        length: float
        if update == end:
            return bottom
        if times == 1:
            index = update // first
            start, length, high = index * first, first, equal_rise if factor == 1 else rise(index)
        elif update < starts[-1]:
            start, length, high = known[bisect_right(starts, update) - 1]
        else:
            index = cycle(update)
            start, length, high = begin(index), begin(index + 1) - begin(index), rise(index)
        position = update - start
        if rising:
            if position < ramp:
                return bottom + high * position / ramp
            position, length = position - ramp, length - ramp
        return bottom + high * (1 + math.cos(math.pi * position / length)) / 2

    def array(updates: Any, np: Any) -> Any:
        if times == 1:
            index = updates // first
            position, length = updates - index * first, first
        else:
            begins = [begin(0), begin(1)]
            while begins[-1] <= updates[-1]:
                begins.append(begin(len(begins)))
            index = spread(np, range(len(begins) - 1), begins[1:-1], updates)
            position, length = updates - np.array(begins)[index], np.diff(begins)[index]
        high = top - bottom if factor == 1 else np.maximum(top * factor**index, bottom) - bottom
        part = (position - ramp if ramp else position) / (length - ramp)
        falling = bottom + high * (1 + np.cos(math.pi * part)) / 2
        return np.where(position < ramp, bottom + high * position / ramp, falling) if ramp else falling

    def knots(stop: int) -> Iterator[int]:
        stop = stop if end is None else min(stop, end + 1)
        if times == 1:
            yield from (start + offset for start in first_and_last(range(0, stop, first)) for offset in {0, ramp})
            return
        for index in count_from(0):
            if begin(index) >= stop:
                return
            start = math.ceil(begin(index))
            yield from {start, start + ramp}

    return Formula(at, end, knots, array if times == 1 or times >= _FASTEST else None)


def _is_endless(count: int, length: int, times: float) -> bool:
    """Whether so many growing cycles are longer than any run, so that their end cannot even be computed."""
    return times > 1 and math.log(length) + count * math.log(times) + math.log(count) > _LONGEST


@curve
def cosine_hard_restarts(peak: float, floor: float, length: int, cycles: int = 1) -> Formula:
    """A number of equal half cosines that fill a run, each from ``peak``.

    ``lr(t) = floor + (peak - floor) * (1 + cos(pi * p)) / 2`` with ``p = cycles * t / length % 1``, then ``floor``

    Args:
        peak: Rate at the start of each cycle, >= 0.
        floor: Rate towards which each cycle falls, between 0 and ``peak``.
        length: Updates of the run, >= 1; it need not be a multiple of ``cycles``.
        cycles: Number of cycles, between 1 and ``length``.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = cosine_hard_restarts(0.1, 0.0, 100, cycles=4)
        >>> c(25), c(75), c(100)
        (0.1, 0.1, 0.0)

    Reference: ``get_cosine_with_hard_restarts_schedule_with_warmup`` of transformers.
    """
    top, bottom = check_rates(peak, floor)
    updates = check_integer("length", length, at_least=1)
    count = check_integer("cycles", cycles, at_least=1, at_most=updates)

    height = top - bottom

    def at(update: int) -> float:
        if update == updates:
            return bottom
        return bottom + height * (1 + math.cos(math.pi * (count * update % updates) / updates)) / 2

    def array(update: Any, np: Any) -> Any:
        return bottom + height * (1 + np.cos(math.pi * (count * update % updates) / updates)) / 2

    return Formula(at, updates, lambda stop: (-(-index * updates // count) for index in range(1, count)), array)
