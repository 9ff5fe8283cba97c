"""Exponential decay."""

from __future__ import annotations

import math
from typing import Any

from paddle_lrkit.curves.base import Formula, curve, first_and_last
from paddle_lrkit.errors import check_integer, check_number


@curve
def exponential(start: float, gamma: float, interval: int = 1, staircase: bool = False) -> Formula:
    """The rate times ``gamma`` in every interval.

    ``lr(t) = start * gamma ** (t / interval)``; with ``staircase`` the exponent is ``t // interval``

    Args:
        start: Rate at update 0, >= 0.
        gamma: Factor an interval, > 0.
        interval: Updates, >= 1.
        staircase: Whether the rate changes only at the end of each interval.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> exponential(0.1, 0.5, interval=100)(200)
        0.025

    Reference: ``paddle.optimizer.lr.ExponentialDecay`` with ``interval=1``.
    """
    first = check_number("start", start, at_least=0)
    factor = check_number("gamma", gamma, above=0)
    updates = check_integer("interval", interval, at_least=1)

    def stairs(update: Any, m: Any = math) -> Any:
        return first * factor ** (update // updates)

    def smooth(update: Any, m: Any = math) -> Any:
        return first * factor ** (update / updates)

    if staircase:
        return Formula(stairs, knots=lambda stop: first_and_last(range(updates, stop, updates)), array=stairs)
    return Formula(smooth, array=smooth)


@curve
def natural_exponential(start: float, gamma: float) -> Formula:
    """The rate times ``exp(-gamma)`` at every update.

    ``lr(t) = start * exp(-gamma * t)``

    Args:
        start: Rate at update 0, >= 0.
        gamma: Speed of the decay, > 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> round(natural_exponential(0.1, 0.01)(100), 6)
        0.036788

    Reference: ``paddle.optimizer.lr.NaturalExpDecay``.
    """
    first = check_number("start", start, at_least=0)
    speed = check_number("gamma", gamma, above=0)

    def at(update: Any, m: Any = math) -> Any:
        return first * m.exp(-speed * update)

    return Formula(at, array=at)
