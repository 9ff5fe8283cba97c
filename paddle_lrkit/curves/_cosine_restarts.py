"""Cosine annealing with warm restarts."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.curves._cosine import check_rates, half_cosine
from paddle_lrkit.curves.base import Formula, curve, first_and_last
from paddle_lrkit.errors import check_integer, check_number

_MOST_CYCLES = 64
"""Growing cycles end after more updates than any run has, from this number on."""


@curve
def cosine_restarts(
    peak: float,
    floor: float,
    first_length: int,
    multiplier: int = 1,
    cycle_decay: float = 1.0,
    cycles: int | None = None,
) -> Formula:
    """Half cosines one after the other, each ``multiplier`` times as long as the one before.

    Cycle ``i`` has ``first_length * multiplier ** i`` updates and starts at ``peak * cycle_decay ** i``, or at
    ``floor`` when that is higher.

    Args:
        peak: Rate at the start of the first cycle, >= 0.
        floor: Rate towards which each cycle falls, between 0 and ``peak``.
        first_length: Updates of the first cycle, >= 1.
        multiplier: Growth of the cycles, a whole number >= 1.
        cycle_decay: Factor of the peak from cycle to cycle, > 0 and <= 1.
        cycles: Number of cycles, >= 1, after which ``floor`` is held; None for an endless curve.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = cosine_restarts(0.1, 0.0, 10, multiplier=2, cycle_decay=0.5)
        >>> c(0), c(10), c(30), round(c(20), 12)
        (0.1, 0.05, 0.025, 0.025)

    Reference: SGDR, arXiv 1608.03983; ``paddle.optimizer.lr.CosineAnnealingWarmRestarts``; ``cycle_decay`` and
    ``cycle_limit`` of ``timm.scheduler.CosineLRScheduler``.
    """
    top, bottom = check_rates(peak, floor)
    first = check_integer("first_length", first_length, at_least=1)
    times = check_integer("multiplier", multiplier, at_least=1)
    factor = check_number("cycle_decay", cycle_decay, above=0, at_most=1)
    count = None if cycles is None else check_integer("cycles", cycles, at_least=1)
    if times > 1 and count is not None and count > _MOST_CYCLES:
        count = None
    end = None if count is None else (first * count if times == 1 else first * (times**count - 1) // (times - 1))

    def at(update: int) -> float:
        if update == end:
            return bottom
        index, begin, length = _cycle(update, first, times)
        return half_cosine(max(top * factor**index, bottom), bottom, update - begin, length)

    def knots(stop: int) -> Iterator[int]:
        begin, length = first, first * times
        stop = stop if end is None else min(stop, end + 1)
        if times == 1:
            yield from first_and_last(range(first, stop, first))
            return
        while begin < stop:
            yield begin
            begin, length = begin + length, length * times

    return Formula(at, end, knots)


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

    def at(update: int) -> float:
        position = updates if update == updates else count * update % updates
        return half_cosine(top, bottom, position, updates)

    return Formula(at, updates, lambda stop: (-(-index * updates // count) for index in range(1, count)))


def _cycle(update: int, first: int, times: int) -> tuple[int, int, int]:
    """Number, start and length of the cycle that holds ``update``; whole numbers only, so no restart is missed."""
    if times == 1:
        return update // first, update // first * first, first
    index, begin, length = 0, 0, first
    while update >= begin + length:
        index, begin, length = index + 1, begin + length, length * times
    return index, begin, length
