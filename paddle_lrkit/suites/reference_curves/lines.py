"""Straight lines and ramps."""

from __future__ import annotations

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.suites.reference_curves.reference_curve import Tick, around, reference_curve


@reference_curve
def level(value: float) -> Formula:
    """``lr(t) = value``

    Example:
        >>> level(0.1)(7)
        0.1
    """
    return Formula(lambda update: value)


@reference_curve
def line(start: float, end: float, span: float, length: int) -> Formula:
    """``lr(t) = (end - start) * t / span + start`` up to ``length``, then held.

    Example:
        >>> line(0.0, 0.1, 10, 10)(5)
        0.05

    Reference: ``paddle.optimizer.lr.LinearWarmup`` before its end, ``paddle.optimizer.lr.LinearLR``.
    """
    return Formula(lambda update: (end - start) * update / span + start, length)


@reference_curve
def power_ramp(end: float, length: int, power: float) -> Formula:
    """``lr(t) = end * (t / length) ** power``

    Example:
        >>> power_ramp(0.1, 10, 2.0)(5)
        0.025

    Reference: PaddleDetection's ``ExpWarmup``.
    """
    return Formula(lambda update: end * (update / length) ** power, length)


@reference_curve
def late_line(base: float, start: Tick, span: Tick) -> Formula:
    """``lr(t) = base * (1 - max(0, t + 1 - start) / (span + 1))``, which falls on below 0.

    Example:
        >>> c = late_line(0.2, 5, 3)
        >>> c(4), c(5), c(7), c(9)
        (0.2, 0.15000000000000002, 0.05, -0.05)

    Reference: PaddleGAN's ``LinearDecay``, whose ticks are epochs.
    """

    def at(tick: int) -> float:
        return base * (1.0 - max(0, tick + 1 - start) / float(span + 1))

    return Formula(at, knots=tuple(around(start - 1)))
