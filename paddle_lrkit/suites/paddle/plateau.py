"""``ReduceOnPlateau``: its arguments, because its rates depend on a metric."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError, check_choice
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.decays import below_one
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, refused
from paddle_lrkit.suites.reference_curves import lines, stairs
from paddle_lrkit.suites.values import number

if TYPE_CHECKING:
    from paddle_lrkit.curves.plateau import PlateauSettings

_MOST_REDUCTIONS = 20_000


def reduce_on_plateau(
    learning_rate: Any,
    mode: Any = "min",
    factor: Any = 0.1,
    patience: Any = 10,
    threshold: Any = 1e-4,
    threshold_mode: Any = "rel",
    cooldown: Any = 0,
    min_lr: Any = 0,
    epsilon: Any = 1e-8,
    verbose: Any = False,
) -> SchedulerRates:
    """The arguments, and a constant curve at the first rate."""
    from paddle_lrkit.curves.plateau import PlateauSettings

    plateau = PlateauSettings(
        float(number("learning_rate", learning_rate)),
        check_choice("mode", _lower("mode", mode), ("min", "max")),
        below_one("factor", factor),
        number("patience", patience),
        float(number("threshold", threshold)),
        check_choice("threshold_mode", _lower("threshold_mode", threshold_mode), ("rel", "abs")),
        number("cooldown", cooldown),
        float(number("min_lr", min_lr)),
        float(number("epsilon", epsilon)),
    )
    start = lines.level(plateau.learning_rate)
    return SchedulerRates(start, plateau=plateau)


def inside_warmup(rates: SchedulerRates) -> SchedulerRates:
    """The rates of a class inside a ``LinearWarmup``, which passes ``ReduceOnPlateau`` the number of the tick.

    With ``mode: min`` no tick is better than tick 0, so the rate falls at tick ``patience + 1`` and then every
    ``patience + 1 + cooldown`` ticks.

    Raises:
        ConfigError: With ``mode: max`` or a negative ``patience``, for which this does not hold.
    """
    return rates if rates.plateau is None else SchedulerRates(_fed_with_ticks(rates.plateau))


def _fed_with_ticks(plateau: PlateauSettings) -> Curve:
    if plateau.threshold_mode == "abs" and plateau.threshold < -1 and plateau.mode == "min":
        return lines.level(plateau.learning_rate)
    if plateau.mode != "min" or plateau.patience < 0:
        key = "mode" if plateau.mode != "min" else "patience"
        raise ConfigError(
            tr("is not supported with a warmup, which feeds ReduceOnPlateau the numbers of the ticks"), key=key
        )
    rates = _falling(plateau)
    first = math.floor(plateau.patience) + 1
    every = first + max(math.ceil(plateau.cooldown), 0)
    return stairs.table([first + every * index for index in range(len(rates) - 1)], rates)


def _falling(plateau: PlateauSettings) -> list[float]:
    """The rate after each reduction, until a reduction is too small for ``epsilon``."""
    rates = [plateau.learning_rate]
    while len(rates) < _MOST_REDUCTIONS:
        lower = max(rates[-1] * plateau.factor, plateau.min_lr)
        if not rates[-1] - lower > plateau.epsilon:
            return rates
        rates.append(lower)
    raise ConfigError(tr("gives more than {} reductions", _MOST_REDUCTIONS), key="factor")


def _lower(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise refused(name, value, tr("text"))
    return value.lower()
