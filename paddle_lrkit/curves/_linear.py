"""Straight lines: constant and linear."""

from __future__ import annotations

from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import check_integer, check_number


@curve
def constant(value: float, length: int | None = None) -> Formula:
    """The same rate at every update.

    ``lr(t) = value``

    Args:
        value: The rate, >= 0.
        length: Updates, >= 0; None for a curve without an end.

    Raises:
        ConfigError: ``value`` is negative or not finite, or ``length`` is negative.

    Example:
        >>> constant(0.1)(12345)
        0.1
    """
    rate = check_number("value", value, at_least=0)
    if length is not None:
        check_integer("length", length, at_least=0)
    return Formula(lambda update: rate, length, array=lambda updates, np: np.broadcast_to(rate, len(updates)))


@curve
def linear(start: float, end: float, length: int) -> Formula:
    """A straight line.

    ``lr(t) = start + (end - start) * p`` with ``p = min(t / length, 1)``

    Args:
        start: Rate at update 0, >= 0.
        end: Rate at update ``length`` and after it, >= 0.
        length: Updates, >= 1.

    Raises:
        ConfigError: A rate is negative or not finite, or ``length`` is below 1.

    Example:
        >>> ramp = linear(0.0, 0.1, 500)
        >>> ramp(0), ramp(250), ramp(10000)
        (0.0, 0.05, 0.1)

    Reference: the warmup phase of ``paddle.optimizer.lr.LinearWarmup``; to zero, arXiv 1905.04753.
    """
    first = check_number("start", start, at_least=0)
    last = check_number("end", end, at_least=0)
    updates = check_integer("length", length, at_least=1)
    rise = last - first
    return Formula(
        lambda update: rise * update / updates + first if update < updates else last,
        updates,
        array=lambda update, np: rise * update / updates + first,
        holds=True,
    )
