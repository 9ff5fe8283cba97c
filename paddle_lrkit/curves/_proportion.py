"""Another quantity that follows the rate."""

from __future__ import annotations

from paddle_lrkit.curves.base import Curve, Formula, curve
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.errors import check_number


@curve
def proportion(rate: Curve, rate_high: float, rate_low: float, high: float, low: float) -> Formula:
    """A quantity that moves with the rate, such as the radius of SAM or a weight decay.

    ``q(t) = low + (high - low) * (rate(t) - rate_low) / (rate_high - rate_low)``, held between ``low`` and ``high``

    Args:
        rate: The curve that is followed.
        rate_high: Rate at which the quantity is ``high``, > ``rate_low``.
        rate_low: Rate at which the quantity is ``low``, >= 0.
        high: Value at the high rate, >= 0.
        low: Value at the low rate, >= 0; above ``high`` for a quantity that falls while the rate rises.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> radius = proportion(linear(0.1, 0.0, 100), 0.1, 0.0, high=0.04, low=0.02)
        >>> radius(0), round(radius(50), 12), radius(100)
        (0.04, 0.03, 0.02)

    Reference: the proportion scheduler of GSAM, arXiv 2203.08065.
    """
    check_curve("rate", rate)
    bottom = check_number("rate_low", rate_low, at_least=0)
    span = check_number("rate_high", rate_high, above=bottom) - bottom
    planned = rate.rate
    most, least = check_number("high", high, at_least=0), check_number("low", low, at_least=0)

    def at(update: int) -> float:
        part = min(max((planned(update) - bottom) / span, 0.0), 1.0)
        return most if part == 1.0 else least + (most - least) * part

    return Formula(at, rate.length, rate.knots)
