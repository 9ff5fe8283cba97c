"""Axis ticks at round numbers."""

from __future__ import annotations

import math
from typing import NamedTuple

from paddle_lrkit.text import format_rate


class Tick(NamedTuple):
    """A number on an axis.

    Args:
        value: In the unit of the axis.
        label: The number as text; empty for a grid line without a number.
    """

    value: float
    label: str


def count_ticks(high: float, most: int) -> list[Tick]:
    """At most ``most`` whole numbers from 0 to ``high``: updates or epochs.

    Example:
        >>> [tick.label for tick in count_ticks(439_740, 6)]
        ['0', '100k', '200k', '300k', '400k']
        >>> [tick.label for tick in count_ticks(2_000, 5)]
        ['0', '500', '1,000', '1,500', '2,000']
    """
    mantissa, exponent = _step(0.0, high, most)
    step = mantissa * 10**exponent if exponent >= 0 else 1
    values = [index * step for index in range(int(high / step) + 1)]
    return [Tick(value, short_count(value, high)) for value in values]


def number_ticks(low: float, high: float, most: int) -> list[Tick]:
    """At most ``most`` numbers from ``low`` to ``high``, with the same number of decimals.

    Example:
        >>> [tick.label for tick in number_ticks(0.0, 0.1, 6)]
        ['0', '0.02', '0.04', '0.06', '0.08', '0.10']
        >>> [tick.label for tick in number_ticks(0.0, 5e-5, 4)]
        ['0', '2e-5', '4e-5']
        >>> [tick.label for tick in number_ticks(-0.02, 0.05, 4)]
        ['-0.02', '0', '0.02', '0.04']
    """
    mantissa, exponent = _step(low, high, most)
    values = [float(f"{index * mantissa}e{exponent}") for index in range(*_multiples(low, high, mantissa, exponent))]
    if exponent < -6 or not 1e-3 <= max(abs(low), abs(high)) < 1e5:
        return [Tick(value, format_rate(value, 6)) for value in values]
    return [Tick(value, f"{value:,.{max(-exponent, 0)}f}" if value else "0") for value in values]


def decade_ticks(low: float, high: float, most: int) -> list[Tick]:
    """At most ``most`` learning rates for a logarithmic axis: powers of ten, with 2 and 5 between them if they fit.

    Example:
        >>> [tick.label for tick in decade_ticks(1e-5, 0.1, 6)]
        ['1e-5', '1e-4', '0.001', '0.01', '0.1']
    """
    first, last = math.floor(math.log10(low) + 1e-9), math.ceil(math.log10(high) - 1e-9)
    for mantissas, stride in (((1, 2, 5), 1), ((1,), 1), ((1,), 2), ((1,), 3)):
        numbers = [float(f"{m}e{exponent}") for exponent in range(first, last + 1, stride) for m in mantissas]
        shown = [number for number in numbers if low * (1 - 1e-9) <= number <= high * (1 + 1e-9)]
        if len(shown) <= most:
            break
    return [Tick(number, format_rate(number)) for number in shown]


def short_count(value: float, highest: float) -> str:
    """A number of updates on an axis that ends at ``highest``: ``50k`` where the axis is long."""
    for limit, unit, letter in ((10**6, 10**6, "M"), (10**5, 10**3, "k")):
        if highest >= limit:
            return f"{value / unit:g}{letter}" if value else "0"
    return f"{value:,.0f}"


def _step(low: float, high: float, most: int) -> tuple[int, int]:
    """Mantissa 1, 2 or 5 and exponent of the smallest step of which at most ``most`` multiples are in the span."""
    most = max(most, 2)
    exponent = math.floor(math.log10(max(high - low, 1e-300) / most)) - 1
    while True:
        for mantissa in (1, 2, 5):
            first, stop = _multiples(low, high, mantissa, exponent)
            if stop - first <= most:
                return mantissa, exponent
        exponent += 1


def _multiples(low: float, high: float, mantissa: int, exponent: int) -> tuple[int, int]:
    """First multiple of a step in the span, and the one after the last."""
    step = float(f"{mantissa}e{exponent}")
    return math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1
