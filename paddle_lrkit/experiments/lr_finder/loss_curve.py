"""The loss of a ramp over its rates: when to stop, and smoothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import tr

BETA = 0.9
"""Weight of the past in the moving averages."""
RISE = 4.0
"""A ramp stops when its moving average reaches this multiple of its minimum."""
FIRST = 5
"""Losses whose average is the initial loss of a ramp."""
LEAST_ROOM = 0.1
"""Least distance of the clipping limit above the initial loss, relative to it."""

RampEnd = Literal["high", "rose", "not finite"]


@dataclass(frozen=True)
class RampCurve:
    """The measurements of one ramp.

    Args:
        rates: Applied rates, ascending, shape ``[n]``.
        losses: Loss before each update, shape ``[n]``; all finite except perhaps the last one.
        end: Why the ramp ended: ``high`` (all updates done), ``rose`` (the average rose to `RISE` times its minimum) or
            ``not finite``.
    """

    rates: np.ndarray
    losses: np.ndarray
    end: RampEnd

    @property
    def diverged_at(self) -> float | None:
        """The rate at which the ramp stopped early; None if it did not."""
        return None if self.end == "high" else float(self.rates[-1])


class DivergenceMonitor:
    """The bias-corrected moving average of a ramp's losses, which decides when the ramp stops.

    ``average = (beta * sum + (1 - beta) * loss) / (1 - beta ** n)`` over the running ``sum``

    Args:
        beta: Weight of the past.
        rise: Multiple of the minimum at which it says that the loss rose.

    Example:
        >>> monitor = DivergenceMonitor()
        >>> [monitor.update(loss) for loss in (2.0, 2.0, float("nan"))], round(monitor.average, 9)
        ([None, None, 'not finite'], 2.0)
    """

    def __init__(self, beta: float = BETA, rise: float = RISE) -> None:
        self.beta, self.rise = beta, rise
        self.average = math.nan
        self._sum, self._count, self._lowest = 0.0, 0, math.inf

    def update(self, loss: float) -> RampEnd | None:
        """Adds a loss and returns why the ramp should stop, or None."""
        if not math.isfinite(loss):
            return "not finite"
        self._sum = self.beta * self._sum + (1 - self.beta) * loss
        self._count += 1
        self.average = self._sum / (1 - self.beta**self._count)
        self._lowest = min(self._lowest, self.average)
        rise = self.average - self._lowest
        return "rose" if rise > (self.rise - 1) * abs(self._lowest) and rise > 0 else None


def smoothed(losses: Sequence[float] | np.ndarray, beta: float = BETA) -> np.ndarray:
    """Returns a moving average without delay: past and future losses have the same weight.

    ``s_i = sum_j(beta ** |i - j| * loss_j) / sum_j(beta ** |i - j|)``; the division corrects the bias at both ends.

    Args:
        losses: Finite losses, shape ``[n]``.
        beta: Weight of a neighbor.

    Example:
        >>> smoothed([1.0, 1.0, 1.0]).round(9).tolist(), smoothed([0.0, 3.0, 0.0], 0.5).tolist()
        ([1.0, 1.0, 1.0], [0.8571428571428571, 1.5, 0.8571428571428571])
    """
    values = np.asarray(losses, float)
    index = np.arange(len(values))
    weights = beta ** np.abs(index[:, None] - index[None, :])
    averages: np.ndarray = weights @ values / weights.sum(axis=1)
    return averages


def smooth_curve(ramp: RampCurve) -> np.ndarray:
    """Returns the smoothed loss of a ramp, shape ``[n]``, over its finite losses.

    Losses are clipped as far above the initial loss as the minimum lies below it, so that the last updates of a
    divergence do not affect the smoothed curve before it.

    Raises:
        LrkitError: There are fewer than two finite losses.
    """
    finite = ramp.losses[np.isfinite(ramp.losses)]
    if len(finite) < 2:
        raise LrkitError(
            tr(
                "the loss is not finite after one update at the rate {:g}; start lower with --low {}",
                ramp.rates[0],
                two_digits(ramp.rates[0] / 100),
            )
        )
    monitor, averages = DivergenceMonitor(), []
    for loss in finite:
        monitor.update(float(loss))
        averages.append(monitor.average)
    first = averages[min(FIRST, len(averages)) - 1]
    limit = first + max(first - min(averages), LEAST_ROOM * abs(first))
    return smoothed(np.minimum(finite, limit))


def two_digits(rate: float) -> str:
    """A rate as a value for an option.

    Example:
        >>> two_digits(1234.0), two_digits(3.21e-05)
        ('1200', '3.2e-05')
    """
    return f"{float(f'{rate:.1e}'):g}"
