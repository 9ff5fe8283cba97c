"""Flat first, then down: warmup-stable-decay without its warmup, and flat-then-cosine."""

from __future__ import annotations

from paddle_lrkit.curves._cosine import cosine
from paddle_lrkit.curves._linear import constant
from paddle_lrkit.curves._slope import decay
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import check_curve, join, until
from paddle_lrkit.errors import check_integer, check_number


def stable_decay(
    peak: float, floor: float, length: int, decay_length: int, shape: str = "1-sqrt", power: float = 2.0
) -> Curve:
    """The peak, and a decay over the last ``decay_length`` of ``length`` updates.

    Args:
        peak: Rate up to update ``length - decay_length``, >= 0.
        floor: Rate at update ``length``, between 0 and ``peak``.
        length: Updates of the run after its warmup, >= 1.
        decay_length: Updates of the decay, between 1 and ``length``.
        shape: See `decay`.
        power: Exponent of the shape ``polynomial``, > 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = stable_decay(0.1, 0.0, 1000, 200, shape="linear")
        >>> c(800), round(c(900), 12), c(1000)
        (0.1, 0.05, 0.0)

    Reference: warmup-stable-decay, arXiv 2404.06395; the shapes, arXiv 2405.18392.
    """
    check_number("floor", floor, at_least=0, at_most=check_number("peak", peak, at_least=0))
    updates = check_integer("length", length, at_least=1)
    last = check_integer("decay_length", decay_length, at_least=1, at_most=updates)
    return cooldown(constant(peak), updates - last, last, floor, shape, power)


def flat_cosine(peak: float, floor: float, length: int, flat_length: int) -> Curve:
    """The peak over ``flat_length`` updates, then half a cosine over the rest of ``length``.

    Args:
        peak: Rate up to update ``flat_length``, >= 0.
        floor: Rate at update ``length``, between 0 and ``peak``.
        length: Updates of the run after its warmup, >= 1.
        flat_length: Updates at the peak, between 0 and ``length - 1``.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = flat_cosine(0.1, 0.0, 1000, 700)
        >>> c(700), round(c(850), 12)
        (0.1, 0.05)

    Reference: ``fit_flat_cos`` of fastai.
    """
    updates = check_integer("length", length, at_least=1)
    flat = check_integer("flat_length", flat_length, at_least=0, at_most=updates - 1)
    falling = cosine(peak, floor, updates - flat)
    return join(constant(peak, flat), falling) if flat else falling


def cooldown(
    base: Curve, start: int, length: int, end: float = 0.0, shape: str = "linear", power: float = 2.0
) -> Curve:
    """A curve up to update ``start``, and from its rate there down to ``end``.

    Args:
        base: Any curve.
        start: Update at which the decay begins, >= 0.
        length: Updates of the decay, >= 1.
        end: Rate after it, >= 0.
        shape: See `decay`.
        power: Exponent of the shape ``polynomial``, > 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import inverse_sqrt
        >>> c = cooldown(inverse_sqrt(0.1, 100), start=400, length=100)
        >>> c(400), round(c(450), 12), c(500)
        (0.05, 0.025, 0.0)

    Reference: arXiv 2106.04560, section 3.5 (a cooldown from any point of a reciprocal-root schedule).
    """
    check_curve("base", base)
    begin = check_integer("start", start, at_least=0)
    tail = decay(base(begin), end, length, shape, power)
    return join(until(base, begin), tail) if begin else tail
