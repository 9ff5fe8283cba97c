"""The ``wsd`` of ERNIE's trainers: the rate is held up to update ``T`` of ``wsd:T``, warmup included, then decays."""

from __future__ import annotations

import math

from paddle_lrkit.errors import shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates
from paddle_lrkit.suites.ppformers.arguments import UncastArguments, learning_rate
from paddle_lrkit.suites.reference_curves import annealing
from paddle_lrkit.suites.section import Section
from paddle_lrkit.suites.values import number
from paddle_lrkit.text import join_names

DECAYS = ("half_life", "1-sqrt")
"""Values of ``decay_function``."""


def steady_steps(config: Section, name: str, end: float) -> float | int:
    """The update at which the decay begins: ``T`` of ``wsd:T``, else 90% of the run.

    Raises:
        ConfigError: ``T`` is not a whole number.
    """
    parts = name.split(":")
    if len(parts) != 2:
        return 0.9 * end
    try:
        return number("lr_scheduler", int(parts[1]))
    except ValueError:
        text = tr("must be wsd: and a whole number of updates, such as wsd:1000, got {}", shown(name))
        raise config.error(text, "lr_scheduler") from None


def wsd(arguments: UncastArguments, warmup: float, steady: float, end: float) -> SchedulerRates:
    """The schedule; its decay is checked when the run comes to it.

    Args:
        arguments: ``learning_rate``, ``min_lr`` and ``decay_function``.
        warmup: Updates of warmup.
        steady: The update at which the decay begins.
        end: The update at which it ends.

    Raises:
        ConfigError: An argument is refused, at once or at an update of the run.
    """
    config = arguments.config
    base = learning_rate(config)
    decay = config.get("decay_function", DECAYS[0])
    first = max(math.ceil(warmup), math.ceil(steady), 0)
    decays = first <= arguments.total
    if decays and decay not in DECAYS:
        reason = tr("decay_function must be {}, got {}", join_names(DECAYS, "or"), shown(decay))
        raise arguments.fails(first, reason, "decay_function")
    floor = arguments.late("min_lr", 0.0, first) if config.get("min_lr") else 0.0
    if base == 0 and decays:
        raise arguments.fails(first, tr("the decay divides by learning_rate, which must not be 0"), "learning_rate")
    curve = annealing.warmed_stable_decay(base, floor, warmup, steady, end, decay if decays else DECAYS[0])
    return SchedulerRates(curve, warmup=max(math.ceil(warmup), 0))
