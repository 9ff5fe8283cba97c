"""One ramp of a range test: the rates and what the loss did at them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from paddle_lrkit.curves import Curve, exponential
from paddle_lrkit.errors import ConfigError, check_integer, check_number

BETA = 0.9
"""Weight of the past in the moving average that watches a ramp."""
RISE = 4.0
"""A ramp stops where its moving average is so many times its minimum."""
LEAST_UPDATES, LEAST_RAMPS = 20, 2
_ADAPTIVE, _PLAIN = (1e-6, 1.0), (1e-5, 10.0)
RANGES = {"Adam": _ADAPTIVE, "AdamW": _ADAPTIVE}
"""Optimizer -> first and last rate of a ramp that is not told otherwise; 1e-5 to 10 for the others."""

End = Literal["high", "rose", "not finite"]


@dataclass(frozen=True)
class RampPlan:
    """What a range test does.

    ``rate(t) = low * (high / low) ** (t / (updates - 1))``

    Args:
        low: First rate of each ramp, > 0.
        high: Last rate, above ``low``.
        updates: Updates of a ramp, >= 20.
        ramps: How many, >= 2: one alone cannot disagree with itself.

    Raises:
        ConfigError: With the name of the option.

    Example:
        >>> curve = RampPlan(1e-4, 1.0, updates=41, ramps=2).curve
        >>> curve(0), round(curve(10), 9), round(curve(40), 9)
        (0.0001, 0.001, 1.0)
    """

    low: float
    high: float
    updates: int = 100
    ramps: int = 5

    def __post_init__(self) -> None:
        check_number("--low", self.low, above=0)
        check_number("--high", self.high, above=0)
        if self.high <= self.low:
            raise ConfigError(f"must be above --low ({self.low:g}), got {self.high:g}", key="--high")
        check_integer("--updates", self.updates, at_least=LEAST_UPDATES)
        check_integer("--ramps", self.ramps, at_least=LEAST_RAMPS)

    @property
    def curve(self) -> Curve:
        """The rates of a ramp."""
        return exponential(self.low, math.exp(math.log(self.high / self.low) / (self.updates - 1)))


def plan_for(optimizer: str, low: float | None, high: float | None, updates: int, ramps: int) -> RampPlan:
    """The ramps for an optimizer; rates that are None are those of `RANGES`.

    Example:
        >>> plan_for("AdamW", None, 0.1, 100, 5)
        RampPlan(low=1e-06, high=0.1, updates=100, ramps=5)
    """
    first, last = RANGES.get(optimizer, _PLAIN)
    return RampPlan(first if low is None else low, last if high is None else high, updates, ramps)


@dataclass(frozen=True)
class Ramp:
    """What one ramp measured.

    Args:
        rates: Applied rates, ascending, shape ``[n]``.
        losses: Loss before each update, shape ``[n]``; only the last may be other than finite.
        end: Why it ended: ``high`` (all updates done), ``rose`` (the average rose to `RISE` times its minimum) or
            ``not finite``.
    """

    rates: np.ndarray
    losses: np.ndarray
    end: End

    @property
    def diverged_at(self) -> float | None:
        """The rate at which the ramp was given up; None when it was not."""
        return None if self.end == "high" else float(self.rates[-1])


class Watch:
    """The bias-corrected moving average of a ramp's losses, and when to stop.

    ``average = (beta * sum + (1 - beta) * loss) / (1 - beta ** n)`` over the running ``sum``

    Args:
        beta: Weight of the past.

    Example:
        >>> watch = Watch()
        >>> [watch.take(loss) for loss in (2.0, 2.0, float("nan"))], round(watch.average, 9)
        ([None, None, 'not finite'], 2.0)
    """

    def __init__(self, beta: float = BETA) -> None:
        self.beta = beta
        self.average = math.nan
        self._sum, self._taken, self._lowest = 0.0, 0, math.inf

    def take(self, loss: float) -> End | None:
        """Takes a loss; says why the ramp should stop, or None."""
        if not math.isfinite(loss):
            return "not finite"
        self._sum = self.beta * self._sum + (1 - self.beta) * loss
        self._taken += 1
        self.average = self._sum / (1 - self.beta**self._taken)
        self._lowest = min(self._lowest, self.average)
        rise = self.average - self._lowest
        return "rose" if rise > (RISE - 1) * abs(self._lowest) and rise > 0 else None


def smoothed(losses: Sequence[float] | np.ndarray, beta: float = BETA) -> np.ndarray:
    """A moving average of a whole ramp without delay: past and future have the same weight.

    ``s_i = sum_j(beta ** |i - j| * loss_j) / sum_j(beta ** |i - j|)``; the division corrects the bias at both ends.

    Args:
        losses: Finite losses, shape ``[n]``.
        beta: Weight of a neighbour.

    Example:
        >>> smoothed([1.0, 1.0, 1.0]).round(9).tolist(), smoothed([0.0, 3.0, 0.0], 0.5).tolist()
        ([1.0, 1.0, 1.0], [0.8571428571428571, 1.5, 0.8571428571428571])
    """
    values = np.asarray(losses, float)
    place = np.arange(len(values))
    weights = beta ** np.abs(place[:, None] - place[None, :])
    averages: np.ndarray = weights @ values / weights.sum(axis=1)
    return averages
