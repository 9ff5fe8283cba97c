"""Staircases and tables."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Any

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.curves.values import spread
from paddle_lrkit.suites.reference_curves.reference_curve import Tick, reference_curve, repeats


@reference_curve
def stairs(base: float, step_size: int, gamma: float, most: int | None = None) -> Formula:
    """``lr(t) = base * gamma ** min(t // step_size, most)``

    Args:
        base: Rate at update 0.
        step_size: Updates between two steps.
        gamma: Factor of a step, of any sign.
        most: Number of steps after which the rate stays; None for no limit.

    Example:
        >>> stairs(0.5, 30, 0.1)(30)
        0.05

    Reference: ``paddle.optimizer.lr.StepDecay``.
    """
    if most is None:
        return Formula(
            lambda t: base * gamma ** (t // step_size), knots=lambda stop: repeats(step_size, stop, step_size)
        )

    def knots(stop: int) -> Iterator[int]:
        return repeats(step_size, min(stop, step_size * most + 1), step_size)

    return Formula(lambda update: base * gamma ** min(update // step_size, most), knots=knots)


@reference_curve
def drops(base: float, milestones: Sequence[Tick], gamma: float) -> Formula:
    """``lr(t) = base * gamma ** (number of milestones <= t)`` for ascending milestones.

    Example:
        >>> drops(0.01, [8, 11], 0.1)(8)
        0.001

    Reference: ``paddle.optimizer.lr.MultiStepDecay``.
    """
    marks = list(milestones)
    return _constant_between(_updates(marks), lambda update: base * gamma ** bisect_right(marks, update))


@reference_curve
def table(boundaries: Sequence[Tick], values: Sequence[float]) -> Formula:
    """The value of the first boundary above ``t``, else the last value.

    ``lr(t) = values[i]`` with the smallest ``i`` for which ``t < boundaries[i]``; without one ``values[-1]``. The
    boundaries need no order: one that is not above all before it is never found, which bisection over the running
    maximum gives without a scan.

    Example:
        >>> table([10, 5, 20], [0.1, 0.2, 0.3, 0.4])(10)
        0.3

    Reference: ``paddle.optimizer.lr.PiecewiseDecay``.
    """
    highest = list(accumulate(boundaries, max))
    rates = list(values)

    def at(update: int) -> float:
        index = bisect_right(highest, update)
        return rates[index] if index < len(highest) else rates[-1]

    return _constant_between(_updates(highest), at)


def _constant_between(knots: tuple[int, ...], at: Callable[[int], float]) -> Formula:
    """A curve whose rate changes at its knots only."""

    def array(updates: Any, np: Any) -> Any:
        starts = [knot for knot in knots if 0 < knot <= updates[-1]]
        return spread(np, [float(at(update)) for update in (0, *starts)], starts, updates)

    return Formula(at, knots=knots, array=array)


def _updates(positions: Sequence[Tick]) -> tuple[int, ...]:
    """The first update at or after each position."""
    return tuple(sorted({int(-(-position // 1)) for position in positions if position >= 0}))
