"""Straight lines and ramps."""

from __future__ import annotations

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.suites.reference_curves.reference_curve import reference_curve


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
