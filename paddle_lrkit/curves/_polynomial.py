"""Polynomial decay, once and in cycles."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import Formula, curve, first_and_last
from paddle_lrkit.errors import check_integer, check_number


@curve
def polynomial(start: float, end: float, length: int, power: float = 1.0) -> Formula:
    """A polynomial from ``start`` to ``end``.

    ``lr(t) = end + (start - end) * (1 - p) ** power`` with ``p = min(t / length, 1)``

    Args:
        start: Rate at update 0, >= 0.
        end: Rate at update ``length`` and after it, >= 0.
        length: Updates, >= 1.
        power: Exponent, > 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> polynomial(0.1, 0.0, 100, power=2.0)(50)
        0.025

    Reference: ``paddle.optimizer.lr.PolynomialDecay`` without ``cycle``; with ``power = 2 * b - 1`` for the capacity
    exponent b, the power decay of arXiv 2602.06797.
    """
    first = check_number("start", start, at_least=0)
    last = check_number("end", end, at_least=0)
    updates = check_integer("length", length, at_least=1)
    exponent = check_number("power", power, above=0)
    height = first - last

    def at(update: Any, m: Any = None) -> Any:
        return height * (1 - update / updates) ** exponent + last

    return Formula(at, updates, array=at)


@curve
def polynomial_cycles(start: float, end: float, length: int, power: float = 1.0) -> Formula:
    """Polynomials that begin again, each from further down.

    ``lr(t) = end + (start - end) * (1 - t / (n * length)) ** power`` with ``n = max(ceil(t / length), 1)``

    Args:
        start: Rate at update 0, >= 0.
        end: Rate at each multiple of ``length``, between 0 and ``start``.
        length: Updates between two restarts, >= 1.
        power: Exponent, > 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = polynomial_cycles(0.1, 0.0, 100)
        >>> c(50), c(100), c(150)
        (0.05, 0.0, 0.025)

    Reference: ``paddle.optimizer.lr.PolynomialDecay`` with ``cycle``.
    """
    first = check_number("start", start, at_least=0)
    last = check_number("end", end, at_least=0, at_most=first)
    updates = check_integer("length", length, at_least=1)
    exponent = check_number("power", power, above=0)
    height = first - last

    def at(update: int) -> float:
        stretched = updates * (-(-update // updates) or 1)
        return height * (1 - update / stretched) ** exponent + last

    def array(update: Any, np: Any) -> Any:
        stretched = updates * np.maximum(-(-update // updates), 1)
        return height * (1 - update / stretched) ** exponent + last

    def knots(stop: int) -> Iterator[int]:
        for low in first_and_last(range(updates, stop, updates)):
            yield from (low, low + 1)

    return Formula(at, knots=knots, array=array)
