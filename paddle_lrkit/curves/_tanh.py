"""Hyperbolic-tangent decay."""

from __future__ import annotations

import math
from typing import Any

from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import check_integer, check_number


@curve
def tanh(peak: float, floor: float, length: int, lower: float = -6.0, upper: float = 3.0) -> Formula:
    """An S from ``peak`` towards ``floor``.

    ``lr(t) = floor + (peak - floor) * (1 - tanh(lower + (upper - lower) * t / length)) / 2``

    The defaults begin within 1e-5 of ``peak`` and end 0.25% above ``floor``, which is then held.

    Args:
        peak: Rate that the curve comes from, >= 0.
        floor: Rate that it goes to, between 0 and ``peak``.
        length: Updates, >= 1.
        lower: Argument of tanh at update 0.
        upper: Argument of tanh at update ``length``, > ``lower``.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = tanh(0.1, 0.0, 900)
        >>> round(c(0), 5), c(600), round(c(900), 6)
        (0.1, 0.05, 0.000247)

    Reference: arXiv 1806.01593; ``timm.scheduler.TanhLRScheduler``.
    """
    top = check_number("peak", peak, at_least=0)
    bottom = check_number("floor", floor, at_least=0, at_most=top)
    updates = check_integer("length", length, at_least=1)
    left = check_number("lower", lower)
    right = check_number("upper", upper, above=left)
    height = top - bottom

    def at(update: Any, m: Any = math) -> Any:
        part = update / updates
        return bottom + height * (1 - m.tanh(left * (1 - part) + right * part)) / 2

    return Formula(at, updates, array=at)
