"""A power of the update, with a ceiling."""

from __future__ import annotations

import math
from typing import Any

from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import check_number


@curve
def power(peak: float, factor: float, exponent: float = -0.51) -> Formula:
    """A power law under a ceiling, without a length, so that a run can continue or cool down at any time.

    ``lr(t) = min(peak, factor * t ** exponent)``

    For the law ``rate = a * batch * tokens ** b`` of the reference, ``factor = a * batch * tokens_per_update ** b``
    and ``exponent = b``.

    Args:
        peak: Largest rate, >= 0.
        factor: Rate that the law alone gives at update 1, > 0.
        exponent: Below 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = power(0.1, factor=1.0, exponent=-0.5)
        >>> c(0), c(100), c(400)
        (0.1, 0.1, 0.05)

    Reference: arXiv 2408.13359.
    """
    top = check_number("peak", peak, at_least=0)
    times = check_number("factor", factor, above=0)
    slope = check_number("exponent", exponent, below=0)

    def at(update: int) -> float:
        return min(top, times * update**slope) if update else top

    def array(updates: Any, np: Any) -> Any:
        rates = np.minimum(top, times * np.maximum(updates, 1) ** slope)
        rates[updates == 0] = top
        return rates

    knee = (math.log(top) - math.log(times)) / slope if top else math.inf
    return Formula(
        at, knots=lambda stop: (round(math.exp(knee)),) if knee < math.log(max(stop, 1)) else (), array=array
    )
