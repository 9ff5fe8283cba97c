"""The rates, updates and ramps of a range test."""

from __future__ import annotations

import math
from dataclasses import dataclass

from paddle_lrkit.config.learned_rate_arguments import LearnedRateArguments
from paddle_lrkit.config.optimizer_arguments import find_arguments
from paddle_lrkit.curves import Curve, exponential
from paddle_lrkit.errors import ConfigError, check_integer, check_number
from paddle_lrkit.messages import tr

LEAST_UPDATES, LEAST_RAMPS = 20, 2
_ADAPTIVE, _PLAIN = (1e-6, 1.0), (1e-5, 10.0)
RANGES = dict.fromkeys(("Adam", "AdamW", "ScheduleFreeAdamW", "HypergradientAdam"), _ADAPTIVE)
"""Optimizer -> default first and last rate; 1e-5 to 10 for all others."""


@dataclass(frozen=True)
class RangeTestPlan:
    """The plan of a range test: ``rate(t) = low * (high / low) ** (t / (updates - 1))``, in several ramps.

    Args:
        low: First rate of each ramp, > 0.
        high: Last rate, above ``low``.
        updates: Updates of a ramp, >= 20.
        ramps: Number of ramps, >= 2, so that their agreement can be checked.
        trial_updates: Updates of a short training, >= 20; a shorter run of the config limits it.

    Raises:
        ConfigError: With the name of the option.

    Example:
        >>> curve = RangeTestPlan(1e-4, 1.0, updates=41, ramps=2).curve
        >>> curve(0), round(curve(10), 9), round(curve(40), 9)
        (0.0001, 0.001, 1.0)

    Reference: L. N. Smith, Cyclical Learning Rates for Training Neural Networks, arXiv 1506.01186.
    """

    low: float
    high: float
    updates: int = 100
    ramps: int = 3
    trial_updates: int = 400

    def __post_init__(self) -> None:
        check_number("--low", self.low, above=0)
        check_number("--high", self.high, above=0)
        if self.high <= self.low:
            raise ConfigError(tr("must be above --low ({:g}), got {:g}", self.low, self.high), key="--high")
        check_integer("--updates", self.updates, at_least=LEAST_UPDATES)
        check_integer("--ramps", self.ramps, at_least=LEAST_RAMPS)
        check_integer("--trial-updates", self.trial_updates, at_least=LEAST_UPDATES)

    @property
    def curve(self) -> Curve:
        """The rates of a ramp."""
        return exponential(self.low, math.exp(math.log(self.high / self.low) / (self.updates - 1)))


def plan_for(
    optimizer: str, low: float | None, high: float | None, updates: int, ramps: int, trial_updates: int
) -> RangeTestPlan:
    """Returns the plan for an optimizer; rates that are None are those of `RANGES`.

    Raises:
        ConfigError: A number is not allowed, or the optimizer learns its rate.

    Example:
        >>> plan_for("AdamW", None, 0.1, 100, 3, 400)
        RangeTestPlan(low=1e-06, high=0.1, updates=100, ramps=3, trial_updates=400)
    """
    if issubclass(find_arguments(optimizer), LearnedRateArguments):
        raise ConfigError(
            tr(
                "{} learns its rate during the whole run, which short ramps do not show; train with the rate 1",
                optimizer,
            ),
            key="Optimizer.name",
        )
    first, last = RANGES.get(optimizer, _PLAIN)
    first, last = (first if low is None else low), (last if high is None else high)
    return RangeTestPlan(first, last, updates, ramps, trial_updates)
