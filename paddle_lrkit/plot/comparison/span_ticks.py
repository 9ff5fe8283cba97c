"""Ticks of an axis that begins anywhere."""

from __future__ import annotations

import math

from paddle_lrkit.plot.ticks import Tick


def span_ticks(low: float, high: float, most: int) -> list[Tick]:
    """At most ``most`` round numbers from ``low`` to ``high``.

    Example:
        >>> [tick.label for tick in span_ticks(0.31, 0.52, 5)]
        ['0.35', '0.40', '0.45', '0.50']
        >>> [tick.label for tick in span_ticks(-0.02, 0.05, 4)]
        ['-0.02', '0.00', '0.02', '0.04']
    """
    exponent = math.floor(math.log10((high - low) / most))
    for step in (factor * 10.0**power for power in (exponent, exponent + 1) for factor in (1, 2, 5)):
        first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
        if last - first < most:
            break
    digits = max(-math.floor(math.log10(step) + 1e-9), 0)
    return [Tick(number * step, _written(number * step, digits)) for number in range(first, last + 1)]


def _written(value: float, digits: int) -> str:
    if digits > 6 or abs(value) >= 1e6:
        return f"{value:.3g}"
    return f"{value:,.{digits}f}"
