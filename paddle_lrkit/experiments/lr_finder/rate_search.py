"""The search for the peak rate with the lowest loss: by factors of 4, then of 2."""

from __future__ import annotations

import math
from collections.abc import Callable

COARSE, FINE = 4.0, 2.0
"""Factors between the rates that are tried first, and around the best of them."""
EXPECTED = 5
"""Trials of a search that starts near the best rate."""


def search_rates(measure: Callable[[float], float], start: float, low: float, high: float) -> dict[float, float]:
    """Tries ``start`` and rates by `COARSE` around it until the best has a worse one on both sides, then by `FINE`.

    Args:
        measure: Rate -> loss, infinite where the training diverged.
        start: The first rate, between ``low`` and ``high``.
        low: No rate below it is tried.
        high: No rate above it is tried.

    Returns:
        Rate -> loss of all rates that were tried, ascending. The lowest loss is at an end only if the next rate
        is outside ``low`` and ``high``.

    Example:
        >>> found = search_rates(lambda rate: abs(math.log2(rate / 0.4)), 0.1, 1e-5, 10.0)
        >>> list(found), min(found, key=found.get)
        ([0.025, 0.1, 0.2, 0.4, 0.8, 1.6], 0.4)
    """
    tried: dict[float, float] = {}

    def attempt(rate: float) -> None:
        if low <= rate <= high and rate not in tried:
            tried[rate] = measure(rate)

    for rate in (start, start / COARSE, start * COARSE):
        attempt(rate)
    while (best := best_rate(tried)) in (min(tried), max(tried)):
        before = len(tried)
        attempt(best / COARSE if best == min(tried) else best * COARSE)
        if len(tried) == before:
            break
    for rate in (best / FINE, best * FINE):
        attempt(rate)
    return dict(sorted(tried.items()))


def best_rate(tried: dict[float, float]) -> float:
    """The rate with the lowest loss; the lowest of several."""
    return min(tried, key=lambda rate: (tried[rate], rate))


def refined_best(tried: dict[float, float]) -> float:
    """The lowest point of the parabola, over the logarithm of the rate, through the best rate and its neighbors.

    Stays at the best rate where a neighbor diverged.

    Args:
        tried: Rate -> loss, ascending, with the lowest loss not at an end.

    Example:
        >>> round(refined_best({0.1: 2.0, 0.2: 1.0, 0.4: 1.5}), 3)
        0.225
    """
    rates = list(tried)
    place = rates.index(best_rate(tried))
    (left, lower), (best, lowest), (right, upper) = list(tried.items())[place - 1 : place + 2]
    if not math.isfinite(lower) or not math.isfinite(upper) or lower == lowest == upper:
        return best
    below, above = math.log(best / left), math.log(right / best)
    falling, rising = (lower - lowest) / below, (upper - lowest) / above
    return best * math.exp((falling * above - rising * below) / (2 * (falling + rising)))
