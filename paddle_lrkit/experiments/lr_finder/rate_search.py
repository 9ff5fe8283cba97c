"""The search for the peak rate with the lowest loss: by factors of 4, then of 2."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np

COARSE, FINE = 4.0, 2.0
"""Factors between the rates that are tried first, and around the best of them."""
EXPECTED = 5
"""Trials of a search that starts near the best rate."""
NOISE = 0.005
"""Differences of the loss that do not count, relative to its fall; chosen on the problems that `benchmarks.range_test`
calls design, with the others in sight."""
POINTS = 1001
"""Points of the integral over the rates."""


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
        >>> found = search_rates(lambda rate: abs(np.log2(rate / 0.4)), 0.1, 1e-5, 10.0)
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


def central_rate(tried: Mapping[float, float], initial: float) -> float:
    """The center of the good rates: the mean of the logarithm of the rate, weighted by the loss.

    ``weight = exp(-(loss - lowest) / (NOISE * (initial - lowest)))``; between two tried rates the loss is linear in the
    logarithm of the rate. The lowest loss alone would be decided by noise where the losses hardly differ.

    Args:
        tried: Rate -> loss, ascending, at least two rates.
        initial: The loss before training, above the lowest; a higher loss counts as this one.

    Example:
        >>> round(central_rate({0.05: 0.9, 0.1: 0.5, 0.2: 0.5, 0.4: 0.9}, 2.3), 3)
        0.141
    """
    lowest = min(tried.values())
    places = np.log(list(tried))
    grid = np.linspace(places[0], places[-1], POINTS)
    losses = np.interp(grid, places, np.minimum(list(tried.values()), initial))
    return float(np.exp(np.average(grid, weights=np.exp((lowest - losses) / (NOISE * (initial - lowest))))))
