"""Ordering schedules without training, by the bound that convex optimization gives for their last iterate."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from paddle_lrkit.curves import Curve, stretch
from paddle_lrkit.errors import ConfigError, check_integer, check_number

ROUNDING = 1e-14
"""A rate below this share of the peak is what rounding left of zero; a cosine over 10 million updates stays above."""

TOLERANCE = 0.01
"""Relative difference of two scores that the bound does not order: of the five pairs of published runs that are
closer, it has one the right way round (see the test)."""

CANNOT_SEE = (
    "what warmup does for stability, generalisation, and the model itself: distance and gradients count as 1 "
    "throughout (D = G = 1)",
    "whether a peak rate is tuned: each schedule is scored at its own best peak, and at a rate that is too small the "
    "order reverses",
)
"""What the score leaves out, in words."""


@dataclass(frozen=True)
class Bound:
    """The bound of one schedule, for rates divided by their peak and multiplied by any ``scale``.

    ``suboptimality <= distance / scale + noise * scale``

    Args:
        distance: The part that falls with the rates.
        noise: The part that grows with them.
        updates: Updates with a positive rate; the others change nothing and are left out.
        zeros: Updates that were left out.
        peak: Largest rate.
    """

    distance: float
    noise: float
    updates: int
    zeros: int
    peak: float

    @property
    def gamma(self) -> float:
        """The best scale: ``sqrt(distance / noise)``."""
        return float(np.sqrt(self.distance / self.noise))

    @property
    def score(self) -> float:
        """The bound at the best scale, ``2 * sqrt(distance * noise)``; lower is better."""
        return float(2 * np.sqrt(self.distance * self.noise))


@dataclass(frozen=True)
class Place:
    """A schedule among others.

    Args:
        name: Its name.
        rank: From 1 on; equal for schedules that the bound does not order.
        tied: Whether another one has the same rank.
        excess: How far the score lies above the best one, relative to that.
        bound: Its bound.
    """

    name: str
    rank: int
    tied: bool
    excess: float
    bound: Bound


def convex_bound(rates: Iterable[float]) -> Bound:
    """The bound on ``f(x_T) - f*`` of a schedule, for a convex function and gradients of norm 1.

    With the positive rates ``e_1 .. e_T`` divided by their peak::

        distance = 1 / (2 * sum(e))
        noise = (sum(e^2) / sum(e) + sum_{k<T} e_k / sum_{t>k} e_t * sum_{t>=k} e_t^2 / sum_{t>=k} e_t) / 2

    Both inner sums are sums from the end, so the cost is linear in T.

    Args:
        rates: Rate of each update, shape ``[T]``.

    Raises:
        ConfigError: A rate is negative or not finite, or none is positive.

    Example:
        >>> line, flat = convex_bound(np.linspace(1, 0, 1000)), convex_bound(np.full(1000, 0.1))
        >>> line.score < flat.score, line.zeros, flat.peak
        (True, 1, 0.1)

    Reference: Defazio et al., arXiv 2310.07831; Schaipp et al., arXiv 2501.18965.
    """
    given = np.fromiter(rates, float) if not isinstance(rates, np.ndarray) else rates.astype(float)
    if not np.all(np.isfinite(given)) or np.any(given < 0):
        raise ConfigError("every rate must be a finite number >= 0")
    peak = float(given.max(initial=0.0))
    relative = given / peak if peak > 0 else given
    counted = relative[relative > ROUNDING]
    if not counted.size:
        raise ConfigError("no update has a positive rate, so there is nothing to rank")
    rest, squares = _from_the_end(counted), _from_the_end(counted**2)
    means = squares / rest
    noise = (means[0] + np.sum(counted[:-1] / rest[1:] * means[:-1])) / 2
    return Bound(1 / (2 * float(rest[0])), float(noise), counted.size, given.size - counted.size, peak)


def rates_of(curve: Curve, updates: int) -> np.ndarray:
    """The rates of a run, float64 of shape ``[updates]``."""
    check_integer("updates", updates, at_least=1)
    return np.fromiter((curve(update) for update in range(updates)), float, updates)


def stretched_rates(curve: Curve, own: int, updates: int) -> np.ndarray:
    """The rates of a run of ``own`` updates brought to another length, float64 of shape ``[updates]``.

    Equal to those of `stretch`, but a curve that becomes longer is asked for each of its own updates once; only next to
    its knots, where it may jump, every new update is asked for.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> stretched_rates(linear(1.0, 0.0, 2), 2, 4).tolist()
        [1.0, 0.75, 0.5, 0.25]
    """
    base = curve.until(own)
    whole = stretch(base, updates)
    if updates <= own:
        return rates_of(whole, updates)
    known = rates_of(base, own + 1)
    before, part = np.divmod(np.arange(updates) * own, updates)
    rates: np.ndarray = known[before] + (known[before + 1] - known[before]) * part / updates
    for update in np.flatnonzero(np.isin(before + 1, base.knots(own + 1))).tolist():
        rates[update] = whole(update)
    return rates


def rank(bounds: Mapping[str, Bound], tolerance: float = TOLERANCE) -> list[Place]:
    """Orders schedules by their score.

    Args:
        bounds: Name -> bound.
        tolerance: A score at most this much above the best of a group, relative to it, belongs to that group.

    Returns:
        The places, the best first. After a group of two that share rank 1, the next rank is 3.

    Example:
        >>> close = {"a": Bound(1, 1, 9, 0, 0.1), "b": Bound(1, 1.001, 9, 0, 0.1), "c": Bound(1, 2, 9, 0, 0.1)}
        >>> [(place.name, place.rank, place.tied) for place in rank(close)]
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
        Place(name, number, ranks.count(number) > 1, bound.score / best - 1, bound)
        for (name, bound), number in zip(ordered, ranks, strict=True)
    ]


def peak_factor(old: Bound, new: Bound) -> float:
    """What the tuned peak rate of one shape has to be multiplied with to suit another: the ratio of their gammas.

    Example:
        >>> flat, line = convex_bound(np.ones(1000)), convex_bound(np.linspace(1, 0.001, 1000))
        >>> round(peak_factor(flat, line), 1)
        2.9
    """
    return new.gamma / old.gamma


def _from_the_end(values: np.ndarray) -> np.ndarray:
    """``[sum(values[k:]) for k]``"""
    sums: np.ndarray = np.cumsum(values[::-1])[::-1]
    return sums
