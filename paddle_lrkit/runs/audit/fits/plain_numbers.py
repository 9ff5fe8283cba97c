"""The plainest number in an interval."""

from __future__ import annotations

import math


def plain(low: float, high: float) -> float:
    """The number with the fewest significant digits in an interval, of several the one nearest to its middle.

    Example:
        >>> plain(0.09998, 0.10003), plain(0.0332, 0.0334), plain(-1e-9, 5e-7), plain(0.00012, 0.00012)
        (0.1, 0.0333, 0.0, 0.00012)
    """
    if low <= 0 <= high:
        return 0.0
    if low > high or not (math.isfinite(low) and math.isfinite(high)):
        return low
    middle = (low + high) / 2
    size = math.floor(math.log10(max(abs(low), abs(high))))
    for digits in range(16):
        unit = 10.0 ** (size - digits)
        first, last = math.ceil(low / unit - 1e-9), math.floor(high / unit + 1e-9)
        if first <= last:
            nearest = min(max(round(middle / unit), first), last)
            return float(f"{nearest * unit:.15g}")
    return middle


def plain_update(low: float, high: float, epoch: int | None = None) -> int:
    """The plainest whole number in an interval: a multiple of an epoch, else the one with the most zeros at its end.

    Example:
        >>> plain_update(58.2, 61.0, 20), plain_update(4980, 5020), plain_update(77.4, 77.6)
        (60, 5000, 78)
    """
    first, last = math.ceil(low - 1e-6), math.floor(high + 1e-6)
    if first > last:
        return round((low + high) / 2)
    middle = (low + high) / 2
    if epoch and epoch > 1 and (multiple := _multiple(first, last, middle, epoch)):
        return multiple
    for unit in (*(10**power * part for power in range(9, 0, -1) for part in (5, 1)), 5, 2):
        if multiple := _multiple(first, last, middle, unit):
            return multiple
    return min(max(round(middle), first), last)


def _multiple(first: int, last: int, middle: float, unit: int) -> int:
    """The multiple of ``unit`` nearest to the middle, 0 when there is none."""
    nearest = round(middle / unit)
    for each in (nearest, nearest - 1, nearest + 1):
        if each > 0 and first <= each * unit <= last:
            return each * unit
    return 0


def digits_of(value: float) -> int:
    """Significant digits that a number needs.

    Example:
        >>> digits_of(0.1), digits_of(0.00025), digits_of(0.0)
        (1, 2, 0)
    """
    return len(f"{value:.15g}".partition("e")[0].replace(".", "").replace("-", "").strip("0"))


def rates_between(low: float, high: float) -> list[float]:
    """The rates with one or two digits that people choose, in an interval, those with one digit first.

    Example:
        >>> rates_between(0.0009, 0.0033)
        [0.001, 0.002, 0.003, 0.0012, 0.0015, 0.0025]
    """
    found = []
    if 0 < low <= high < math.inf:
        for units in ((1, 2, 5, 4, 3, 8, 6), (1.5, 2.5, 1.2)):
            for power in range(math.floor(math.log10(low)) - 1, math.ceil(math.log10(high)) + 1):
                rates = sorted(float(f"{unit}e{power}") for unit in units)
                found += [rate for rate in rates if low <= rate <= high]
    return found
