"""Schedules for stochastic weight averaging."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.curves._stable import cooldown
from paddle_lrkit.curves.base import Curve, Formula, curve, first_and_last
from paddle_lrkit.curves.compose import check_curve, join, until
from paddle_lrkit.errors import check_choice, check_integer, check_number


def swa(base: Curve, start: int, swa_lr: float, anneal_length: int, shape: str = "cosine") -> Curve:
    """A curve up to update ``start``, then to the constant rate at which weights are averaged.

    ``lr(t) = base(t) if t < start else swa_lr + (base(start) - swa_lr) * left(p)`` with
    ``p = min((t - start) / anneal_length, 1)`` and ``left`` as in `decay`

    Args:
        base: The curve before the averaging.
        start: Update at which it is left, >= 0.
        swa_lr: Constant rate, >= 0; may be above the rate at ``start``.
        anneal_length: Updates between both, >= 1.
        shape: ``cosine`` or ``linear``.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> c = swa(cosine(0.1, 0.0, 1000), start=500, swa_lr=0.02, anneal_length=100, shape="linear")
        >>> round(c(500), 12), round(c(550), 12), c(900)
        (0.05, 0.035, 0.02)

    Reference: arXiv 1803.05407; ``torch.optim.swa_utils.SWALR``.
    """
    check_number("swa_lr", swa_lr, at_least=0)
    check_integer("anneal_length", anneal_length, at_least=1)
    check_choice("shape", shape, ["cosine", "linear"])
    return cooldown(base, start, anneal_length, swa_lr, shape)


def swa_cycles(base: Curve, start: int, high: float, low: float, cycle: int) -> Curve:
    """A curve up to update ``start``, then `saw`; weights are averaged at the last update of each cycle.

    Args:
        base: The curve before the averaging.
        start: Update at which it is left, >= 0.
        high: Rate that each cycle falls from, >= ``low``.
        low: Rate at the last update of each cycle, >= 0.
        cycle: Updates of a cycle, >= 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import constant
        >>> c = swa_cycles(constant(0.1), start=100, high=0.05, low=0.01, cycle=4)
        >>> c(99), [round(c(update), 6) for update in range(100, 105)]
        (0.1, [0.04, 0.03, 0.02, 0.01, 0.04])

    Reference: arXiv 1803.05407, section 3.2.
    """
    check_curve("base", base)
    begin = check_integer("start", start, at_least=0)
    cycles = saw(high, low, cycle)
    return join(until(base, begin), cycles) if begin else cycles


@curve
def saw(high: float, low: float, cycle: int) -> Formula:
    """Falling lines from ``high`` that reach ``low`` at the last update of each cycle, without an end.

    ``lr(t) = high + (low - high) * (t % cycle + 1) / cycle``

    Args:
        high: Rate that each cycle falls from, >= ``low``.
        low: Rate at the last update of each cycle, >= 0.
        cycle: Updates of a cycle, >= 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> saw(0.05, 0.01, 4)(3)
        0.01

    Reference: arXiv 1803.05407, section 3.2.
    """
    bottom = check_number("low", low, at_least=0)
    top = check_number("high", high, at_least=bottom)
    period = check_integer("cycle", cycle, at_least=1)
    fall = bottom - top

    def at(update: int) -> float:
        position = update % period + 1
        return bottom if position == period else top + fall * position / period

    def array(updates: Any, np: Any) -> Any:
        position = updates % period + 1
        return np.where(position == period, bottom, top + fall * position / period)

    return Formula(at, knots=lambda stop: first_and_last(range(0, stop, period)), array=array)
