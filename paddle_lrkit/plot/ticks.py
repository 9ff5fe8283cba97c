"""Axis ticks at numbers that people like, and how numbers are written."""

from __future__ import annotations

import math
from dataclasses import dataclass

from paddle_lrkit.text import format_rate


@dataclass(frozen=True)
class Tick:
    """A number on an axis.

    Args:
        value: In the unit of the axis.
        label: As written.
    """

    value: float
    label: str


def count_ticks(high: float, most: int) -> list[Tick]:
    """Whole numbers from 0 to ``high`` at most: updates or epochs.

    Example:
        >>> [tick.label for tick in count_ticks(439_740, 6)]
        ['0', '100k', '200k', '300k', '400k']
        >>> [tick.label for tick in count_ticks(2_000, 5)]
        ['0', '500', '1,000', '1,500', '2,000']
    """
    mantissa, exponent = _step(high, most)
    if exponent < 0:
        mantissa, exponent = 1, 0
    values = [index * mantissa * 10**exponent for index in range(int(high / (mantissa * 10**exponent)) + 1)]
    return [Tick(value, short_count(value, high)) for value in values]


def rate_ticks(high: float, most: int) -> list[Tick]:
    """Learning rates from 0 to ``high`` at most.

    Example:
        >>> [tick.label for tick in rate_ticks(0.1, 6)]
        ['0', '0.02', '0.04', '0.06', '0.08', '0.10']
        >>> [tick.label for tick in rate_ticks(5e-5, 4)]
        ['0', '2e-5', '4e-5']
    """
    if high <= 0:
        return [Tick(0.0, "0")]
    mantissa, exponent = _step(high, most)
    number = int(high / float(f"{mantissa}e{exponent}") * (1 + 1e-9))
    values = [float(f"{index * mantissa}e{exponent}") for index in range(number + 1)]
    if 1e-3 <= high < 1e5:
        return [Tick(value, f"{value:.{max(-exponent, 0)}f}" if value else "0") for value in values]
    return [Tick(value, format_rate(value)) for value in values]


def decade_ticks(low: float, high: float, most: int) -> list[Tick]:
    """Learning rates for a logarithmic axis: powers of ten, with 2 and 5 between them when there is room.

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


def per_cent_ticks(most: int) -> list[Tick]:
    """Shares of the run.

    Example:
        >>> [tick.label for tick in per_cent_ticks(6)]
        ['0%', '20%', '40%', '60%', '80%', '100%']
    """
    return [Tick(tick.value, f"{tick.label}%") for tick in count_ticks(100, most)]


def short_count(value: float, highest: float) -> str:
    """A number of updates on an axis that ends at ``highest``: ``50k`` where the axis is long."""
    for limit, unit, letter in ((10**6, 10**6, "M"), (10**5, 10**3, "k")):
        if highest >= limit:
            return f"{value / unit:g}{letter}" if value else "0"
    return f"{value:,.0f}"


def _step(high: float, most: int) -> tuple[int, int]:
    """Mantissa 1, 2 or 5 and exponent of the smallest step that needs ``most`` ticks at most, 0 included."""
    exponent = math.floor(math.log10(max(high, 1e-300) / max(most - 1, 1))) - 1
    while True:
        for mantissa in (1, 2, 5):
            if high / float(f"{mantissa}e{exponent}") * (1 + 1e-9) < max(most, 2):
                return mantissa, exponent
        exponent += 1
