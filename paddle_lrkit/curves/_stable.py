"""Flat, then down: warmup-stable-decay without its warmup, once and in periods, flat-then-cosine, infinite."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.curves._cosine import cosine
from paddle_lrkit.curves._linear import constant
from paddle_lrkit.curves._slope import BASE, decay
from paddle_lrkit.curves.base import Curve
from paddle_lrkit.curves.compose import check_curve, join, until
from paddle_lrkit.errors import ConfigError, check_integer, check_number
from paddle_lrkit.messages import tr


def stable_decay(
    peak: float,
    floor: float,
    length: int,
    decay_length: int,
    shape: str = "1-sqrt",
    power: float = 2.0,
    decay_base: float = BASE,
) -> Curve:
    """The peak, and a decay over the last ``decay_length`` of ``length`` updates.

    ``lr(t) = floor + (peak - floor) * left(p)`` with ``p = max(t - (length - decay_length), 0) / decay_length`` and
    ``left`` as in `decay`

    Args:
        peak: Rate up to update ``length - decay_length``, >= 0.
        floor: Rate at update ``length``, between 0 and ``peak``.
        length: Updates of the run after its warmup, >= 1.
        decay_length: Updates of the decay, between 1 and ``length``.
        shape: See `decay`.
        power: Exponent of the shape ``polynomial``, > 0.
        decay_base: ``b`` of the shape ``half_life``, between 0 and 1.

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
    return cooldown(constant(peak), updates - last, last, floor, shape, power, decay_base)


def stable_decay_periods(
    peak: float,
    floor: float,
    lengths: Sequence[int],
    decay_fraction: float = 0.1,
    shape: str = "linear",
    power: float = 2.0,
    decay_base: float = BASE,
) -> Curve:
    """Several `stable_decay` one after the other: after each decay the rate jumps back to the peak.

    ``lr(t) = floor + (peak - floor) * left(p)`` with ``p = max(s - (lengths[i] - n), 0) / n``,
    ``n = max(round(decay_fraction * lengths[i]), 1)``, ``s`` the updates since the start of period ``i``, and ``left``
    as in `decay`

    Each period ends in a model that can be used, and the next continues from its weights.

    Args:
        peak: Rate at the start of each period, >= 0.
        floor: Rate towards which each period falls, between 0 and ``peak``; held after the last one.
        lengths: Updates of each period, >= 1.
        decay_fraction: Part of a period in which it falls, > 0 and <= 1: rounded, one update at least.
        shape: See `decay`.
        power: Exponent of the shape ``polynomial``, > 0.
        decay_base: ``b`` of the shape ``half_life``, between 0 and 1.

    Raises:
        ConfigError: An argument is outside its range, or there is no period.

    Example:
        >>> c = stable_decay_periods(0.1, 0.0, [100, 200], decay_fraction=0.2)
        >>> c(80), round(c(90), 12), c(100), c(260), round(c(280), 12), c(300)
        (0.1, 0.05, 0.1, 0.1, 0.05, 0.0)

    Reference: WSD-S, arXiv 2410.05192 (shape ``inverse``); ``WSDS`` of OLMo-core, ``cycles`` of levanter.
    """
    part = check_number("decay_fraction", decay_fraction, above=0, at_most=1)
    whole = [check_integer(f"lengths[{i}]", length, at_least=1) for i, length in enumerate(lengths)]
    if not whole:
        raise ConfigError(tr("needs at least one period"), key="lengths")
    return join(*(stable_decay(peak, floor, n, max(round(part * n), 1), shape, power, decay_base) for n in whole))


def infinite(peak: float, steady: float, floor: float, length: int, cosine_length: int, decay_length: int) -> Curve:
    """Half a cosine to a rate that can be held as long as there are data, and an exponential decay at the end.

    ``lr(t) = steady + (peak - steady) * (1 + cos(pi * min(t / cosine_length, 1))) / 2 if t < start
    else steady * (floor / steady) ** ((t - start) / decay_length)`` with ``start = length - decay_length``

    Args:
        peak: Rate at update 0, >= 0.
        steady: Rate between the cosine and the decay, between 0 and ``peak``.
        floor: Rate at update ``length``, > 0 and at most ``steady``.
        length: Updates of the run after its warmup, >= 1.
        cosine_length: Updates of the cosine, between 0 and ``length``.
        decay_length: Updates of the decay, between 0 and the rest of ``length``; with 0 the rate stays at ``steady``,
            and the run can be continued.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = infinite(0.1, 0.04, 0.01, length=1000, cosine_length=400, decay_length=200)
        >>> c(0), round(c(200), 12), c(400), c(800), round(c(900), 12), c(1000)
        (0.1, 0.07, 0.04, 0.04, 0.02, 0.01)

    Reference: arXiv 2403.08763, arXiv 2503.02844.
    """
    level = check_number("steady", steady, at_least=0, at_most=check_number("peak", peak, at_least=0))
    updates = check_integer("length", length, at_least=1)
    falling = check_integer("cosine_length", cosine_length, at_least=0, at_most=updates)
    last = check_integer("decay_length", decay_length, at_least=0, at_most=updates - falling)
    body = join(cosine(peak, level, falling), constant(level)) if falling else constant(level)
    if not last:
        return until(body, updates)
    check_number("floor", floor, above=0, at_most=level)
    return cooldown(body, updates - last, last, floor, "exponential")


def flat_cosine(peak: float, floor: float, length: int, flat_length: int) -> Curve:
    """The peak over ``flat_length`` updates, then half a cosine over the rest of ``length``.

    ``lr(t) = floor + (peak - floor) * (1 + cos(pi * p)) / 2`` with
    ``p = max(t - flat_length, 0) / (length - flat_length)``

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
    base: Curve,
    start: int,
    length: int,
    end: float = 0.0,
    shape: str = "linear",
    power: float = 2.0,
    decay_base: float = BASE,
) -> Curve:
    """A curve up to update ``start``, and from its rate there down to ``end``.

    ``lr(t) = base(t) if t < start else end + (base(start) - end) * left(p)`` with ``p = min((t - start) / length, 1)``
    and ``left`` as in `decay`

    Args:
        base: Any curve.
        start: Update at which the decay begins, >= 0.
        length: Updates of the decay, >= 1.
        end: Rate after it, >= 0.
        shape: See `decay`.
        power: Exponent of the shape ``polynomial``, > 0.
        decay_base: ``b`` of the shape ``half_life``, between 0 and 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import inverse_sqrt
        >>> c = cooldown(inverse_sqrt(0.1, 100), start=400, length=100)
        >>> c(400), round(c(450), 12), c(500)
        (0.05, 0.025, 0.0)

    Reference: arXiv 2106.04560, section 3.5 (a cooldown from any point of a reciprocal-root schedule);
    ``override_decay`` of OLMo-core, and its ``CosWithWarmupAndLinearDecay``.
    """
    check_curve("base", base)
    begin = check_integer("start", start, at_least=0)
    tail = decay(base(begin), end, length, shape, power, decay_base=decay_base)
    return join(until(base, begin), tail) if begin else tail
