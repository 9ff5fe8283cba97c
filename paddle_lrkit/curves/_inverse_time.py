"""Inverse time decay."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import check_number


@curve
def inverse_time(start: float, gamma: float) -> Formula:
    """The rate divided by a straight line.

    ``lr(t) = start / (1 + gamma * t)``

    Args:
        start: Rate at update 0, >= 0.
        gamma: Growth of the divisor an update, >= 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> inverse_time(0.1, 0.01)(100)
        0.05

    Reference: ``paddle.optimizer.lr.InverseTimeDecay``.
    """
    first = check_number("start", start, at_least=0)
    growth = check_number("gamma", gamma, at_least=0)

    def at(update: Any, m: Any = None) -> Any:
        return first / (1 + growth * update)

    return Formula(at, array=at)
