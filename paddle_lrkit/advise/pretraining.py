"""The peak rate of pre-training a decoder from its size, its tokens and its batch: Step Law with an interval.

``benchmarks/peak_rates.py`` measures all of it on the law's own sweep, and computes the constants of the interval.
"""

from __future__ import annotations

import math
from typing import NamedTuple

Range = tuple[float, float]
SWEEP: tuple[Range, Range] = ((0.2e9, 1.1e9), (4e9, 100e9))
"""Weights without the vocabulary, and tokens, of the 17 sweeps of a dense model."""
CHECKED: tuple[Range, Range] = ((45e6, 3e9), (0.1e9, 200e9))
"""The same, where the widened interval was compared with other sweeps; beyond it nothing is known."""
MOE_CHECKED: tuple[Range, Range] = ((1.1e9, 4.3e9), (1e9, 40e9))
"""Within twice of the 16 sweeps of a mixture of experts; its weights are those of all experts."""
SMALL_BATCH = 0.7
"""Power of the batch that the rate follows below the advised batch; above it the rate stays."""
SHAPES = {("wsd", 20, "1-sqrt"): 0.555, ("wsd", 40, "linear"): 0.62}
"""Name, per cent and shape of a late decay -> its best peak rate as a share of a cosine's, by the convex bound."""
_GROUPS = 17
_MEAN = (19.7513, 23.8224)
_INVERSE = (0.241243, -0.0301538, 0.0750072)
_HALF_WIDTH = 0.564211


class PretrainingRate(NamedTuple):
    """A peak rate for pre-training.

    Args:
        rate: For the batch of the run.
        interval: Holds the best rate in 90 of 100 comparable sweeps.
        factor: The rate divided by that of the advised batch.
        shape: The rate divided by that of a cosine to 0, the decay of the sweep.
        inside: Whether size and tokens are those of the sweep.
    """

    rate: float
    interval: tuple[float, float]
    factor: float
    shape: float
    inside: bool


def advised_batch(tokens: float) -> float:
    """Tokens in an update: ``0.58 D^0.571``.

    Example:
        >>> round(advised_batch(11.4e9))
        320568

    Reference: Step Law, arXiv 2503.04715.
    """
    return 0.58 * float(tokens) ** 0.571


def law_rate(weights: float, tokens: float) -> float:
    """The peak rate at the advised batch: ``1.79 N^-0.713 D^0.307``.

    Args:
        weights: Without the vocabulary; of a mixture of experts those of all experts.
        tokens: Tokens in the run.

    Example:
        >>> f"{law_rate(536e6, 11.4e9):.3g}"
        '0.00131'

    Reference: Step Law, arXiv 2503.04715.
    """
    return 1.79 * float(weights) ** -0.713 * float(tokens) ** 0.307


def batch_factor(batch_tokens: float, tokens: float) -> float:
    """How the best rate follows the batch: ``min(1, (B / advised batch)^0.7)``.

    Example:
        >>> batch_factor(2 * advised_batch(1e10), 1e10), round(batch_factor(advised_batch(1e10) / 4, 1e10), 3)
        (1.0, 0.379)
    """
    return min(1.0, (batch_tokens / advised_batch(tokens)) ** SMALL_BATCH)


def half_width(weights: float, tokens: float) -> float:
    """Half of the interval of the rate's logarithm: a regression's prediction interval, wider away from the sweep."""
    size, length = math.log(weights) - _MEAN[0], math.log(tokens) - _MEAN[1]
    first, mixed, second = _INVERSE
    distance = first * size**2 + 2 * mixed * size * length + second * length**2
    return _HALF_WIDTH * math.sqrt(1 + 1 / _GROUPS + distance)


def is_checked(weights: float, tokens: float, *, moe: bool = False) -> bool:
    """Whether some sweep is near enough to size and tokens."""
    return _within(MOE_CHECKED if moe else CHECKED, weights, tokens)


def pretraining_rate(
    weights: float, tokens: float, batch_tokens: float | None = None, *, shape: float = 1.0, moe: bool = False
) -> PretrainingRate:
    """The peak rate and its interval, for a size and tokens that are checked.

    Args:
        weights: Without the vocabulary; of a mixture of experts those of all experts.
        tokens: Tokens in the run.
        batch_tokens: Tokens in an update; the advised batch by default.
        shape: A value of `SHAPES` for such a decay.
        moe: Whether the model is a mixture of experts.

    Example:
        >>> found = pretraining_rate(536e6, 11.4e9)
        >>> [f"{rate:.2g}" for rate in (found.rate, *found.interval)], found.inside
        (['0.0013', '0.00072', '0.0024'], True)
    """
    factor = 1.0 if batch_tokens is None else batch_factor(batch_tokens, tokens)
    rate = factor * shape * law_rate(weights, tokens)
    spread = math.exp(half_width(weights, tokens))
    inside = not moe and _within(SWEEP, weights, tokens)
    return PretrainingRate(rate, (rate / spread, rate * spread), factor, shape, inside)


def _within(ranges: tuple[Range, Range], weights: float, tokens: float) -> bool:
    return all(low <= value <= high for (low, high), value in zip(ranges, (weights, tokens), strict=True))
