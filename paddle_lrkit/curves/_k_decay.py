"""k-decay: a cosine or polynomial whose clock runs slower at first."""

from __future__ import annotations

import math
from typing import Any

from paddle_lrkit.curves._slope import WAYS
from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import check_choice, check_integer, check_number


@curve
def k_decay(
    peak: float, floor: float, length: int, k: float = 1.0, shape: str = "cosine", power: float = 1.0
) -> Formula:
    """A cosine or polynomial in ``(t / length) ** k``.

    ``lr(t) = floor + (peak - floor) * left((t / length) ** k)`` with ``left`` as in `decay`

    Args:
        peak: Rate at update 0, >= 0.
        floor: Rate at update ``length`` and after it, between 0 and ``peak``.
        length: Updates, >= 1.
        k: Exponent of the time, > 0; above 1 the rate stays high longer.
        shape: ``cosine`` or ``polynomial``.
        power: Exponent of ``polynomial``, > 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> k_decay(0.1, 0.0, 100, k=2.0, shape="polynomial")(50)
        0.07500000000000001

    Reference: arXiv 2004.05909; ``k_decay`` of ``timm.scheduler.CosineLRScheduler``.
    """
    top = check_number("peak", peak, at_least=0)
    bottom = check_number("floor", floor, at_least=0, at_most=top)
    updates = check_integer("length", length, at_least=1)
    slow = check_number("k", k, above=0)
    check_choice("shape", shape, ["cosine", "polynomial"])
    exponent = check_number("power", power, above=0)
    way = WAYS[shape]

    def at(update: Any, m: Any = math) -> Any:
        return way(top, bottom, (update / updates) ** slow, m, exponent)

    return Formula(at, updates, array=at)
