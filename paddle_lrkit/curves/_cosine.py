"""Cosine annealing: half a cosine, a wave, and cycles within a run."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from paddle_lrkit.curves.base import Curve, Formula, curve, first_and_last
from paddle_lrkit.errors import check_integer, check_number


@curve
def cosine(peak: float, floor: float, length: int, *, exponent: float = 1.0) -> Formula:
    """Half a cosine from ``peak`` to ``floor``.

    ``lr(t) = floor + (peak - floor) * ((1 + cos(pi * p)) / 2) ** exponent`` with ``p = min(t / length, 1)``

    Args:
        peak: Rate at update 0, >= 0.
        floor: Rate at update ``length`` and after it, between 0 and ``peak``.
        length: Updates, >= 1.
        exponent: Exponent of the cosine, > 0; above 1 the rate falls earlier.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = cosine(0.1, 0.0, 9500)
        >>> c(0), round(c(4750), 12), c(9500)
        (0.1, 0.05, 0.0)

    Reference: arXiv 1608.03983; ``paddle.optimizer.lr.CosineAnnealingDecay`` up to its ``T_max``; with an exponent,
    ``optax.cosine_decay_schedule`` and levanter's schedule ``cosine``.
    """
    top, bottom = check_rates(peak, floor)
    updates = check_integer("length", length, at_least=1)
    power = check_number("exponent", exponent, above=0)
    height = top - bottom

    def plain(update: Any, m: Any = math) -> Any:
        return bottom + height * (1 + m.cos(math.pi * update / updates)) / 2

    def raised(update: Any, m: Any = math) -> Any:
        return bottom + height * ((1 + m.cos(math.pi * update / updates)) / 2) ** power

    at = plain if power == 1 else raised
    return Formula(at, updates, array=at)


def half_cosine(peak: float, floor: float, length: int) -> Curve:
    """The second half of a cosine: it begins halfway between ``peak`` and ``floor``, where the cosine is steepest.

    ``lr(t) = floor + (peak - floor) * (1 + cos(pi * (1 + p) / 2)) / 2`` with ``p = min(t / length, 1)``

    Args:
        peak: Peak of the whole cosine, >= 0; never reached.
        floor: Rate at update ``length`` and after it, between 0 and ``peak``.
        length: Updates, >= 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = half_cosine(0.1, 0.0, 100)
        >>> round(c(0), 12), round(c(50), 12), c(100)
        (0.05, 0.014644660941, 0.0)

    Reference: ``HalfCosWithWarmup`` of OLMo-core.
    """
    updates = check_integer("length", length, at_least=1)
    return cosine(peak, floor, 2 * updates).shift(-updates)


@curve
def cosine_wave(peak: float, floor: float, half_period: int) -> Formula:
    """A cosine that falls to ``floor`` and rises again, without an end.

    ``lr(t) = floor + (peak - floor) * (1 + cos(pi * t / half_period)) / 2``

    Args:
        peak: Rate at update 0, >= 0.
        floor: Rate at update ``half_period``, between 0 and ``peak``.
        half_period: Updates from the highest to the lowest rate, >= 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = cosine_wave(0.1, 0.0, 10)
        >>> c(0), c(10), c(20)
        (0.1, 0.0, 0.1)

    Reference: ``paddle.optimizer.lr.CosineAnnealingDecay``, past its ``T_max`` too.
    """
    top, bottom = check_rates(peak, floor)
    half = check_integer("half_period", half_period, at_least=1)
    period, height = 2 * half, top - bottom

    def at(update: int) -> float:
        position = update % period
        if position > half:
            position = period - position
        return bottom + height * (1 + math.cos(math.pi * position / half)) / 2

    def array(updates: Any, np: Any) -> Any:
        position = updates % period
        position = np.minimum(position, period - position)
        return bottom + height * (1 + np.cos(math.pi * position / half)) / 2

    return Formula(at, knots=lambda stop: first_and_last(range(half, stop, half)), array=array)


@curve
def cosine_cycles(peak: float, floor: float, length: int, cycles: float = 0.5) -> Formula:
    """A cosine with a given number of periods in a run; 0.5 is `cosine`.

    ``lr(t) = floor + (peak - floor) * (1 + cos(2 * pi * cycles * t / length)) / 2``

    Args:
        peak: Rate at update 0, >= 0.
        floor: Lowest rate, between 0 and ``peak``.
        length: Updates of the run, >= 1.
        cycles: Periods in the run, > 0; whole ones end at ``peak``.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = cosine_cycles(0.1, 0.0, 100, cycles=1.5)
        >>> round(c(50), 12), c(100)
        (0.05, 0.0)

    Reference: ``get_cosine_schedule_with_warmup`` and ``get_cosine_with_min_lr_schedule_with_warmup`` of transformers.
    """
    top, bottom = check_rates(peak, floor)
    updates = check_integer("length", length, at_least=1)
    waves = check_number("cycles", cycles, above=0)

    def turns(stop: int) -> Iterable[int]:
        if 2 * waves >= updates:
            return range(min(stop, updates + 1))
        return (round(half * updates / (2 * waves)) for half in range(1, int(2 * waves) + 1))

    height, speed = top - bottom, 2 * math.pi * waves

    def at(update: Any, m: Any = math) -> Any:
        return bottom + height * (1 + m.cos(speed * update / updates)) / 2

    return Formula(at, updates, turns, array=at)


def check_rates(peak: float, floor: float) -> tuple[float, float]:
    """Both rates as floats, or a ConfigError unless ``0 <= floor <= peak``."""
    top = check_number("peak", peak, at_least=0)
    return top, check_number("floor", floor, at_least=0, at_most=top)
