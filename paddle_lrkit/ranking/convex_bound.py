"""The convex-optimization bound on the last iterate of a schedule, and ranks by it, without training."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from paddle_lrkit.curves import Curve, stretch
from paddle_lrkit.curves.base import MOST_REGULAR
from paddle_lrkit.errors import ConfigError, check_integer, check_number
from paddle_lrkit.messages import Message, tr

ROUNDING = 1e-14
"""Rates below this share of the peak are zero but for rounding; a cosine over 10 million updates stays above it."""

BLOCK = 16_384
"""Updates that are computed together; arrays of a whole run cost twice the time, mostly for new pages of memory."""

TOLERANCE = 0.01
"""Scores that differ by less than this ratio are not ordered: of the five pairs of published runs that are closer, the
bound orders one correctly (see the test)."""

UNITS = Message("distance and gradients count as 1 throughout (D = G = 1)")
MEASURED = Message("the gradient norms are those of one run under its own schedule, and the distance counts as 1")
CANNOT_SEE = (
    Message("The bound does not cover what warmup does for stability, generalisation, and the model itself: {}."),
    Message(
        "The bound does not cover whether a peak rate is tuned: each schedule is scored at its own best peak, and at a "
        "rate that is too small the order reverses."
    ),
)
"""What the score does not cover."""


class ConvexBound(NamedTuple):
    """The bound of one schedule as a function of the peak rate ``scale``.

    ``suboptimality <= distance / scale + noise * scale``

    Args:
        distance: The term that falls with the rates.
        noise: The term that grows with the rates.
        updates: Updates with a positive rate; all others change nothing and are left out.
        zeros: Updates that are left out.
        peak: Largest rate.
    """

    distance: float
    noise: float
    updates: int
    zeros: int
    peak: float

    @property
    def gamma(self) -> float:
        """The scale with the lowest bound: ``sqrt(distance / noise)``."""
        return math.sqrt(self.distance / self.noise)

    @property
    def score(self) -> float:
        """The bound at that scale, ``2 * sqrt(distance * noise)``; lower is better."""
        return 2 * math.sqrt(self.distance * self.noise)


class RankedBound(NamedTuple):
    """The bound of a schedule and its rank.

    Args:
        name: Name of the schedule.
        rank: From 1 on; equal for schedules that the bound does not order.
        tied: Whether another schedule has the same rank.
        excess: ``score / best score - 1``
        bound: The bound.
    """

    name: str
    rank: int
    tied: bool
    excess: float
    bound: ConvexBound


def convex_bound(rates: Iterable[float], norms: np.ndarray | None = None) -> ConvexBound:
    """Computes the bound on ``f(x_T) - f*`` of a schedule, for a convex function and gradients of norm G.

    With the positive rates ``e_1 .. e_T`` divided by their peak, G = 1 by default, and ``s_t = e_t^2 * G_t^2``::

        distance = 1 / (2 * sum(e))
        noise = (sum(s) / sum(e) + sum_{k<T} e_k / sum_{t>k} e_t * sum_{t>=k} s_t / sum_{t>=k} e_t) / 2

    The inner sums are cumulative sums from the end, so the cost is linear in T. They are taken in blocks, which stay in
    the processor's cache.

    Args:
        rates: Rate of each update, shape ``[T]``.
        norms: Norm of the gradient at each update, shape ``[T]``; None for 1.

    Raises:
        ConfigError: A rate is negative or not finite, or none is positive.

    Example:
        >>> line, flat = convex_bound(np.linspace(1, 0, 1000)), convex_bound(np.full(1000, 0.1))
        >>> line.score < flat.score, line.zeros, flat.peak
        (True, 1, 0.1)

    Reference: Defazio et al., arXiv 2310.07831; Schaipp et al., arXiv 2501.18965.
    """
    given = np.fromiter(rates, float) if not isinstance(rates, np.ndarray) else rates.astype(float, copy=False)
    peak = float(given.max(initial=0.0))
    if not (given.min(initial=0.0) >= 0 and peak < math.inf):
        raise ConfigError(tr("every rate must be a finite number >= 0"))
    rest, squares, noise, after, updates = 0.0, 0.0, 0.0, math.inf, 0
    for end in range(given.size, 0, -BLOCK):
        part = slice(max(end - BLOCK, 0), end)
        block = given[part][::-1] / peak if peak > 0 else np.zeros(1)
        positive = block > ROUNDING
        counted = block[positive]
        if not counted.size:
            continue
        scaled = counted if norms is None else counted * norms[part][::-1][positive]
        sums, totals = rest + np.cumsum(counted), squares + np.cumsum(scaled * scaled)
        noise += float(np.sum(counted / np.append(after, sums[:-1]) * totals / sums))
        rest, squares, updates = float(sums[-1]), float(totals[-1]), updates + counted.size
        after = rest
    if not updates:
        raise ConfigError(tr("no update has a positive rate, so there is nothing to rank"))
    return ConvexBound(1 / (2 * rest), (squares / rest + noise) / 2, updates, given.size - updates, peak)


def sample_rates(curve: Curve, updates: int) -> np.ndarray:
    """Returns the rates of a run, float64 of shape ``[updates]``.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> sample_rates(linear(1.0, 0.0, 2), 3).tolist()
        [1.0, 0.5, 0.0]
    """
    check_integer("updates", updates, at_least=1)
    rates = np.empty(updates)
    for begin in range(0, updates, BLOCK):
        end = min(begin + BLOCK, updates)
        rates[begin:end] = curve.values(range(begin, end))
    return rates


def stretched_rates(curve: Curve, own: int, updates: int) -> np.ndarray:
    """Returns the rates of a run of ``own`` updates stretched to another length, float64 of shape ``[updates]``.

    The rates are those of `stretch`. When the run becomes longer, the curve is evaluated once for each of its own
    updates and interpolated between them; next to its knots, where it may jump, it is evaluated for every new update.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> stretched_rates(linear(1.0, 0.0, 2), 2, 4).tolist()
        [1.0, 0.75, 0.5, 0.25]
    """
    base = curve.until(own)
    whole = stretch(base, updates)
    if updates <= own:
        return sample_rates(whole, updates)
    knots = base.knots(own + 1)
    if len(knots) >= 2 * MOST_REGULAR:
        return sample_rates(whole, updates)
    known = sample_rates(base, own + 1)
    before, part = np.divmod(np.arange(updates) * own, updates)
    rates: np.ndarray = known[before] + (known[before + 1] - known[before]) * part / updates
    for update in np.flatnonzero(np.isin(before + 1, knots)).tolist():
        rates[update] = whole(update)
    return rates


def rank(bounds: Mapping[str, ConvexBound], tolerance: float = TOLERANCE) -> list[RankedBound]:
    """Ranks schedules by their score.

    Args:
        bounds: Name -> bound.
        tolerance: Scores share a rank up to this relative difference from the best one among them.

    Returns:
        The ranked bounds, best first. After two schedules with rank 1, the next rank is 3.

    Example:
        >>> noise = {"a": 1.0, "b": 1.001, "c": 2.0}
        >>> bounds = {name: ConvexBound(1.0, noise[name], 9, 0, 0.1) for name in noise}
        >>> [(each.name, each.rank, each.tied) for each in rank(bounds)]
        [('a', 1, True), ('b', 1, True), ('c', 3, False)]
    """
    check_number("tolerance", tolerance, at_least=0)
    ordered = sorted(bounds.items(), key=lambda item: item[1].score)
    ranks: list[int] = []
    for index, (_, bound) in enumerate(ordered):
        first = ranks[-1] if ranks else 1
        together = index > 0 and bound.score <= ordered[first - 1][1].score * (1 + tolerance)
        ranks.append(first if together else index + 1)
    best = ordered[0][1].score if ordered else 1.0
    return [
        RankedBound(name, number, ranks.count(number) > 1, bound.score / best - 1, bound)
        for (name, bound), number in zip(ordered, ranks, strict=True)
    ]


def peak_factor(old: ConvexBound, new: ConvexBound) -> float:
    """Returns the factor from the tuned peak rate of one schedule to that of another: ``new.gamma / old.gamma``.

    Example:
        >>> flat, line = convex_bound(np.ones(1000)), convex_bound(np.linspace(1, 0.001, 1000))
        >>> round(peak_factor(flat, line), 1)
        2.9
    """
    return new.gamma / old.gamma
