"""Short ramps from almost nothing, at regular intervals of any curve."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from paddle_lrkit.curves.base import Curve, Formula, curve
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.curves.values import rates_at
from paddle_lrkit.errors import check_integer, check_number


@curve
def jagged_restarts(base: Curve, every: int, warmup: int, anneal: int = 1, lowest: float = 0.001) -> Formula:
    """A curve that starts again from a low rate every so many updates, as ReLoRA resets its weights, without an end.

    ``lr(t) = base(t) * (lowest + (1 - lowest) * part)`` where ``part`` rises from 0 to 1 in the ``warmup`` updates
    after each restart, falls to 0 in the ``anneal`` updates before it, and is 1 elsewhere. The first restart is at
    update ``every``.

    Args:
        base: Any curve.
        every: Updates between two restarts, >= 1.
        warmup: Updates of the ramp after a restart, >= 0.
        anneal: Updates of the fall before a restart, >= 0; ``warmup + anneal`` must fit into ``every``.
        lowest: Factor at a restart, between 0 and 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> c = jagged_restarts(linear(0.1, 0.0, 1000), every=250, warmup=50, lowest=0.0)
        >>> c(249) > 0.07, c(500), round(c(525), 6), c(550) == linear(0.1, 0.0, 1000)(550)
        (True, 0.0, 0.02375, True)

    Reference: ReLoRA, arXiv 2307.05695; ``jagged_restart_steps`` of axolotl.
    """
    check_curve("base", base)
    period = check_integer("every", every, at_least=1)
    rise = check_integer("warmup", warmup, at_least=0, at_most=period)
    fall = check_integer("anneal", anneal, at_least=0, at_most=period - rise)
    least, rate = check_number("lowest", lowest, at_least=0, at_most=1), base.rate

    def at(update: int) -> float:
        position, part = update % period, 1.0
        if position < rise and update >= period:
            part = position / rise
        elif position > period - fall:
            part = (period - position) / fall
        return rate(update) * (least + (1 - least) * part)

    def array(updates: Any, np: Any) -> Any:
        position = updates % period
        rising = (position < rise) & (updates >= period)
        falling = np.minimum((period - position) / fall, 1.0) if fall else 1.0
        part = np.where(rising, position / rise, falling) if rise else falling
        return rates_at(base, updates, np) * (least + (1 - least) * part)

    def knots(stop: int) -> Iterator[int]:
        around = (range(restart - fall, restart + rise + 1) for restart in range(period, stop + fall, period))
        yield from chain(base.knots(stop), *around)

    return Formula(at, None, knots, array)
