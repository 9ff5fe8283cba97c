"""A schedule from the gradient norms of a run (refinement)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paddle_lrkit.errors import ConfigError, check_integer, check_number
from paddle_lrkit.messages import tr

WINDOW = 0.1
"""Width of the median filter, as a share of the updates."""

STEEPEST = 0.05
"""Shortest rise from 0 to the peak, as a share of the updates; norms that fall quickly would give a jump."""

FEWEST = 50
"""Norms below which the filter shows noise."""

CLOSE = 0.02
"""Largest distance of the written points from the schedule, as a share of the peak."""


def norms_of_updates(logged: Sequence[tuple[int, float]], total: int) -> np.ndarray:
    """Gradient norms of all updates from those that were logged, linear in between, float64 of shape ``[total]``.

    Args:
        logged: ``(update, norm)``, ascending; the norms are positive and finite.
        total: Updates of the run.

    Raises:
        ConfigError: There are too few norms, or those of the last tenth of the run are missing.

    Example:
        >>> float(norms_of_updates([(update, 1.0 + update) for update in range(0, 100, 2)], 100)[97])
        98.0
    """
    if len(logged) < FEWEST:
        raise ConfigError(
            tr("the log has {} gradient norms; a schedule from them needs {} or more", len(logged), FEWEST)
        )
    updates, norms = np.array(logged, float).T
    if updates[-1] < 0.9 * (total - 1):
        raise ConfigError(
            tr(
                "the log ends at update {:,} of {:,}; the gradient norms of a whole run are needed",
                int(updates[-1]),
                total,
            )
        )
    spread: np.ndarray = np.interp(np.arange(total), updates, norms)
    return spread


def refined_rates(norms: np.ndarray, power: int, warmup: int = 0) -> np.ndarray:
    """The schedule that the gradient norms of a run ask for, float64 of shape ``[T]``, largest value 1.

    After the warmup, with G the norms after a median filter of `WINDOW`::

        w_t = G_t ** -power        rate_t = w_t * sum(w_p for p > t), divided by its maximum

    The warmup is a line up to it. The rate rises by ``1 / (STEEPEST * T)`` in an update at most: the large first norms
    of a network ask for a rate near 0 and a jump after it, which the method does not intend.

    Args:
        norms: Norm of the gradient at each update, > 0, shape ``[T]``.
        power: 2 for SGD, where the norm is that of L2; 1 for Adam, where the paper has the norm of L1.
        warmup: Updates of warmup at the start, whose norms are not used.

    Raises:
        ConfigError: A norm is not a positive number, or the warmup takes the whole run.

    Example:
        >>> refined_rates(np.ones(5), 2).tolist()
        [1.0, 0.75, 0.5, 0.25, 0.0]

    Reference: Defazio et al., arXiv 2310.07831, algorithm 1.
    """
    check_integer("warmup", warmup, at_least=0, at_most=len(norms) - 2)
    check_number("power", power, at_least=1, at_most=2)
    if not np.all(np.isfinite(norms)) or np.any(norms <= 0):
        raise ConfigError(tr("every gradient norm must be a positive number"))
    weights = _median(norms[warmup:]) ** -float(power)
    weights /= weights.max()
    later = np.cumsum(weights[::-1])[::-1] - weights
    rates = weights * later
    rates = _slowly(rates / rates.max(), 1 / max(STEEPEST * len(norms), 1))
    ramp = rates[0] * np.arange(warmup) / max(warmup, 1)
    whole: np.ndarray = np.concatenate([ramp, rates])
    return whole / whole.max()


def points_of(rates: np.ndarray) -> list[int]:
    """Updates between which straight lines stay within `CLOSE` of the peak of the rates.

    Example:
        >>> points_of(np.array([0.0, 0.5, 1.0, 0.9, 0.8]))
        [0, 2, 4]
    """
    points, parts, close = {0, len(rates) - 1}, [(0, len(rates) - 1)], CLOSE * float(rates.max())
    while parts:
        first, last = parts.pop()
        line = np.linspace(rates[first], rates[last], last - first + 1)
        away = np.abs(rates[first : last + 1] - line)
        farthest = first + int(away.argmax())
        if away.max() > close:
            points.add(farthest)
            parts += [(first, farthest), (farthest, last)]
    return sorted(points)


def _median(norms: np.ndarray) -> np.ndarray:
    from scipy.ndimage import median_filter

    width = 2 * int(WINDOW * len(norms) / 2) + 1
    filtered: np.ndarray = median_filter(norms, width, mode="nearest")
    return filtered


def _slowly(rates: np.ndarray, rise: float) -> np.ndarray:
    """Rates that rise by ``rise`` an update at most: the largest such rates that are nowhere above the given ones."""
    update = np.arange(len(rates))
    limited: np.ndarray = np.minimum.accumulate(rates - rise * update) + rise * update
    return limited
