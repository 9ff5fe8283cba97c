"""Inverse square root decay."""

from __future__ import annotations

import math
from typing import Any

from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import check_integer, check_number


@curve
def inverse_sqrt(peak: float, timescale: int, *, offset: int = 0) -> Formula:
    """Constant for ``timescale`` updates, then falling with the root of the update.

    ``lr(t) = peak * sqrt(timescale / max(t + offset, timescale))``

    Args:
        peak: Rate up to update ``timescale - offset``, >= 0.
        timescale: Updates, >= 1; usually the length of the warmup. A longer one falls more slowly.
        offset: What is added to the update, any whole number: ``timescale`` lets the rate fall from update 0 on.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = inverse_sqrt(0.1, 100)
        >>> c(0), c(100), c(400)
        (0.1, 0.1, 0.05)
        >>> inverse_sqrt(0.1, 100, offset=100)(300)
        0.05

    Reference: arXiv 1910.10683; levanter's schedule ``inv_sqrt``; with ``timescale`` minus the warmup as the offset,
    ``get_inverse_sqrt_schedule`` of transformers and the schedule ``rsqrt`` of big_vision.
    """
    top = check_number("peak", peak, at_least=0)
    scale = check_integer("timescale", timescale, at_least=1)
    ahead = check_integer("offset", offset)

    def at(update: int) -> float:
        later = update + ahead
        return top * math.sqrt(scale / later) if later > scale else top

    return Formula(
        at,
        knots=(scale - ahead,),
        array=lambda updates, np: top * np.sqrt(scale / np.maximum(updates + ahead, scale)),
    )


@curve
def noam(d_model: int, warmup_steps: int, factor: float = 1.0) -> Formula:
    """A straight ramp, then falling with the root of the update; the peak follows from the size of the model.

    ``lr(t) = factor * d_model ** -0.5 * min(u ** -0.5, u * warmup_steps ** -1.5)`` with ``u = max(t, 1)``, because
    update 0 would otherwise have no effect

    Args:
        d_model: Width of the model, > 0.
        warmup_steps: Updates of the ramp, >= 1.
        factor: Factor of the rate, >= 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = noam(512, 4000)
        >>> c(0) == c(1), round(c(4000), 9)
        (True, 0.000698771)

    Reference: arXiv 1706.03762; ``paddle.optimizer.lr.NoamDecay``, whose first rate is 0.
    """
    width = check_number("d_model", d_model, above=0)
    warm = check_integer("warmup_steps", warmup_steps, at_least=1)
    times = check_number("factor", factor, at_least=0)
    peak, slope = times * width**-0.5, warm**-1.5

    def at(update: int) -> float:
        t = update if update > 1 else 1
        falling, rising = t**-0.5, slope * t
        return peak * (rising if rising < falling else falling)

    def array(updates: Any, np: Any) -> Any:
        t = np.maximum(updates, 1)
        return peak * np.minimum(t**-0.5, slope * t)

    return Formula(at, knots=(warm,), array=array)
