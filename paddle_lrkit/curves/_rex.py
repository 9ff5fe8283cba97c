"""REX: slow at first, fast at the end."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import check_integer, check_number


@curve
def rex(peak: float, floor: float, length: int) -> Formula:
    """A curve that stays above the straight line and falls fastest at the end.

    ``lr(t) = floor + (peak - floor) * (1 - p) / (1 - p / 2)`` with ``p = min(t / length, 1)``

    Args:
        peak: Rate at update 0, >= 0.
        floor: Rate at update ``length`` and after it, between 0 and ``peak``.
        length: Updates, >= 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> round(rex(0.3, 0.0, 100)(50), 12)
        0.2

    Reference: arXiv 2107.04197.
    """
    top = check_number("peak", peak, at_least=0)
    bottom = check_number("floor", floor, at_least=0, at_most=top)
    updates = check_integer("length", length, at_least=1)
    height = top - bottom

    def at(update: Any, m: Any = None) -> Any:
        part = update / updates
        return bottom + height * (1 - part) / (1 - part / 2)

    return Formula(at, updates, array=at)
