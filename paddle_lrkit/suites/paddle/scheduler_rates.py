"""The rates that a scheduler of Paddle gives, tick by tick."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.reference_curves.ticks import entered
from paddle_lrkit.suites.values import whole

if TYPE_CHECKING:
    from paddle_lrkit.curves.plateau import PlateauSettings


@dataclass(frozen=True, eq=False, repr=False)
class SchedulerRates:
    """The rates of a scheduler.

    A tick is a call of ``step()``. Classes that compute a rate from the one before differ when ``LinearWarmup`` wraps
    them, because it calls ``step(epoch)``.

    Args:
        curve: Rate at each tick; with a plateau only the rate at the start.
        wrapped: Rate at each tick inside a ``LinearWarmup``, where it differs from ``curve``.
        warmup: Ticks of warmup at the start.
        last_tick: Last tick before the class raises an error; None when it never does.
        entry: ``last_epoch`` of the constructor: ``curve`` begins at the tick after it.
        plateau: Set when the rate depends on a metric.
        by_epoch: Whether a tick is an epoch instead of an update.
        reason: Why the class raises an error after ``last_tick``, where there is more to say.
    """

    curve: Curve
    wrapped: Curve | None = None
    warmup: int = 0
    last_tick: int | None = None
    entry: int = -1
    plateau: PlateauSettings | None = None
    by_epoch: bool = False
    reason: str = ""

    @property
    def most_ticks(self) -> int | None:
        """Number of ticks before the class raises an error; None when it never does."""
        return None if self.last_tick is None else max(self.last_tick - self.entry, 0)


def closed_form(curve: Curve, last_epoch: Any, last_tick: int | None = None) -> SchedulerRates:
    """A scheduler whose rate depends on the tick alone; ``last_epoch`` is the tick before its first one."""
    entry = check_entry(last_epoch)
    own = curve if entry < 0 else entered(curve, entry)
    if math.isnan(own(0)) or (last_tick is not None and entry + 1 > last_tick):
        raise ConfigError(tr("Paddle's constructor fails with these numbers: it cannot compute the first rate"))
    return SchedulerRates(own, curve, last_tick=last_tick, entry=entry)


def check_entry(last_epoch: Any) -> int:
    """``last_epoch`` as an int >= -1."""
    return whole("last_epoch", last_epoch, at_least=-1)


def refused(name: str, value: Any, allowed: str) -> ConfigError:
    """The error for a value that a constructor does not allow."""
    return ConfigError(tr("must be {}, got {}", allowed, shown(value)), key=name)
