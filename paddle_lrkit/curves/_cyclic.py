"""Triangles between two rates."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from typing import Any

from paddle_lrkit.curves._custom import value_of
from paddle_lrkit.curves.base import Formula, curve, first_and_last
from paddle_lrkit.errors import check_choice, check_integer, check_number

MODES = ("triangular", "triangular2", "exp_range")


@curve
def cyclic(
    low: float,
    high: float,
    up: int,
    down: int | None = None,
    mode: str = "triangular",
    gamma: float = 1.0,
    scale: Callable[[float], float] | None = None,
    per: str = "cycle",
) -> Formula:
    """Up from ``low`` to ``high`` and down again, without an end.

    ``lr(t) = low + (high - low) * height(t) * s`` with ``height`` rising from 0 to 1 over ``up`` updates and falling
    over ``down``, and ``s``: ``triangular`` 1, ``triangular2`` ``2 ** -cycles before``, ``exp_range`` ``gamma ** t``

    Args:
        low: Rate at the start of each cycle, between 0 and ``high``.
        high: Rate at the first peak.
        up: Updates of each rise, >= 1.
        down: Updates of each fall, >= 1; None for ``up``.
        mode: ``triangular``, ``triangular2`` or ``exp_range``.
        gamma: Factor an update of ``exp_range``, > 0 and <= 1.
        scale: A function in the place of ``s``; ``per`` names its argument.
        per: ``cycle``: ``scale`` gets the number of the cycle, from 1 on; ``iterations``: it gets the update.

    Raises:
        ConfigError: An argument is outside its range, or ``scale`` returns anything but a number >= 0.

    Example:
        >>> c = cyclic(0.0, 0.1, up=10, mode="triangular2")
        >>> c(10), c(20), c(30)
        (0.1, 0.0, 0.05)

    Reference: arXiv 1506.01186; ``paddle.optimizer.lr.CyclicLR``.
    """
    top = check_number("high", high, at_least=0)
    bottom = check_number("low", low, at_least=0, at_most=top)
    rise = check_integer("up", up, at_least=1)
    period = rise + (rise if down is None else check_integer("down", down, at_least=1))
    check_choice("mode", mode, MODES)
    factor = check_number("gamma", gamma, above=0, at_most=1)
    check_choice("per", per, ["cycle", "iterations"])

    strength: dict[str, Callable[..., Any]] = {
        "triangular": lambda update, m: 1.0,
        "triangular2": lambda update, m: m.ldexp(1.0, -(update // period)),
        "exp_range": lambda update, m: factor**update,
        "cycle": lambda update, m: value_of(scale, float(update // period + 1)),  # type: ignore[arg-type]
        "iterations": lambda update, m: value_of(scale, update),  # type: ignore[arg-type]
    }
    times, fall, span = strength[mode if scale is None else per], period - rise, top - bottom

    def at(update: int) -> float:
        position = update % period
        height = position / rise if position <= rise else (period - position) / fall
        return bottom + span * height * times(update, math)

    def array(updates: Any, np: Any) -> Any:
        position = updates % period
        if rise == fall:
            height = np.minimum(position, period - position) / rise
        else:
            height = np.minimum(position / rise, (period - position) / fall)
        return bottom + span * times(updates, np) * height

    top_of_rise = min(rise, -1 / math.log(factor)) if mode == "exp_range" and factor < 1 else rise

    def knots(stop: int) -> Iterable[int]:
        if scale is not None:
            return range(stop)
        begins = first_and_last(range(0, stop, period))
        return (begin + offset for begin in begins for offset in {0, round(top_of_rise), rise})

    return Formula(at, knots=knots, array=array if scale is None else None)
