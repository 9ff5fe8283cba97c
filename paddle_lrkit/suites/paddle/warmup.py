"""``LinearWarmup``."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.curves.compose import join
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.paddle.scheduler_rates import SchedulerRates, check_entry
from paddle_lrkit.suites.reference_curves import lines
from paddle_lrkit.suites.reference_curves.ticks import entered
from paddle_lrkit.suites.values import number, rate, whole


def linear_warmup(
    learning_rate: Any, warmup_steps: Any, start_lr: Any, end_lr: Any, last_epoch: Any = -1, verbose: Any = False
) -> SchedulerRates:
    """A ramp, then ``learning_rate``: a number, or `SchedulerRates` whose tick 0 is the end of the ramp."""
    steps = whole("warmup_steps", warmup_steps, at_least=1)
    start, end = rate("start_lr", start_lr), number("end_lr", end_lr)
    if end <= start:
        raise ConfigError(
            tr("a warmup must end above the rate that it starts with, got {} after {}", shown(end), shown(start)),
            key="start_lr",
        )
    last_tick, reason = None, ""
    if isinstance(learning_rate, SchedulerRates):
        after = learning_rate.curve if learning_rate.wrapped is None else learning_rate.wrapped
        if learning_rate.last_tick is not None:
            last_tick, reason = learning_rate.last_tick + steps, learning_rate.reason
    else:
        after = lines.level(number("learning_rate", learning_rate))
    whole_curve = join(lines.line(start, end, steps, steps), after)
    entry = check_entry(last_epoch)
    own = whole_curve if entry < 0 else entered(whole_curve, entry)
    return SchedulerRates(own, whole_curve, max(steps - entry - 1, 0), last_tick, entry, reason=reason)
