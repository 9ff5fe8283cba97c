"""The weights with which checkpoints of a constant rate are averaged, so that they stand for a decay."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from itertools import pairwise

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr

_ROUNDING = 1e-12


def interval_factors(factor: Callable[[int], float], updates: Sequence[int]) -> list[float]:
    """The factor of all updates between two checkpoints: the mean of the decay over them.

    ``w_i = mean(factor(t) for t in range(p_(i-1), p_i))`` for ``i = 1 .. k``

    An average of checkpoints can give the updates between two of them only one common factor. The mean is the one that
    is nearest to the decay in the least squares, and it keeps the sum of the rates.

    Args:
        factor: Rate of the decay at an update over the constant rate.
        updates: Updates ``p_0 < p_1 < ... < p_k`` that the checkpoints have made; their distances may differ.

    Raises:
        ConfigError: The decay rises, is above 1 or below 0, so that a weight would be negative.

    Example:
        >>> interval_factors(lambda t: 1 - t / 8, [0, 4, 6, 8])
        [0.8125, 0.4375, 0.1875]
    """
    found, before = [], 1.0
    for begin, end in pairwise(updates):
        values = [factor(update) for update in range(begin, end)]
        for update, value in enumerate(values, begin):
            if not 0 <= value <= before * (1 + _ROUNDING):
                raise ConfigError(
                    tr(
                        "the factor is {:g} before update {} and {:g} there; a checkpoint would get a negative weight, "
                        "so the shape must fall from 1 towards 0",
                        *(before, update, value),
                    )
                )
            before = min(value, before)
        found.append(math.fsum(values) / len(values))
    return found


def merge_weights(factors: Sequence[float]) -> list[float]:
    """The weight of each checkpoint.

    ``c_0 = 1 - w_1``, ``c_j = w_j - w_(j+1)``, ``c_k = w_k``

    With the steps ``d_i = theta_i - theta_(i-1)`` between checkpoints at a constant rate,
    ``sum_j c_j theta_j = theta_0 + sum_i w_i d_i``: every step counts as if it had been made at ``w_i`` times the rate.
    That is the decayed run itself where the direction of an update depends neither on the rate nor on the weights;
    elsewhere it is an approximation.

    Args:
        factors: ``w_1 >= w_2 >= ... >= w_k``, from `interval_factors`.

    Returns:
        The weights, none below 0; their sum is 1.

    Example:
        >>> merge_weights([0.8125, 0.4375, 0.1875])
        [0.1875, 0.375, 0.25, 0.1875]

    Reference: WSM, arXiv 2507.17634, which has one factor a checkpoint and equal distances between them.
    """
    return [before - after for before, after in pairwise([1.0, *factors, 0.0])]
