"""Noise on a schedule, as a function of seed and update."""

from __future__ import annotations

from collections.abc import Callable
from itertools import chain

from paddle_lrkit.curves.base import Curve, Formula, curve
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.errors import check_choice, check_integer, check_number

_MASK = 2**64 - 1


@curve
def noise(
    base: Curve,
    amplitude: float,
    seed: int = 0,
    start: int = 0,
    every: int = 1,
    kind: str = "uniform",
) -> Formula:
    """A curve times ``1 + z``, where ``z`` is drawn again every few updates.

    ``lr(t) = base(t) * (1 + z(seed, t // every))`` from update ``start`` on, with ``abs(z) <= amplitude``

    The draw depends on the seed and the update alone, so a resumed run sees the same rates.

    Args:
        base: Any curve.
        amplitude: Largest relative change, between 0 and 1.
        seed: Any whole number >= 0.
        start: First update with noise, >= 0.
        every: Updates that share a draw, >= 1.
        kind: ``uniform``, or ``normal``: a normal distribution of standard deviation 1, cut at ``amplitude``.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import constant
        >>> c = noise(constant(0.1), 0.2, seed=3)
        >>> c(5) == c(5), c(5) == c(6), 0.08 <= c(7) <= 0.12
        (True, False, True)

    Reference: ``lr_noise`` of ``timm.scheduler.scheduler.Scheduler``.
    """
    check_curve("base", base)
    most = check_number("amplitude", amplitude, at_least=0, at_most=1)
    stream = check_integer("seed", seed, at_least=0)
    first = check_integer("start", start, at_least=0)
    share = check_integer("every", every, at_least=1)
    check_choice("kind", kind, ["uniform", "normal"])
    spread = _normal(most) if kind == "normal" and most else (lambda part: most * (2 * part - 1))

    planned = base.rate

    def at(update: int) -> float:
        rate = planned(update)
        return rate if update < first else rate * (1 + spread(uniform(stream, update // share)))

    return Formula(at, None, lambda stop: chain(base.knots(stop), range(first, stop)))


def uniform(seed: int, position: int) -> float:
    """A number in [0, 1) that is a fixed function of seed and position: SplitMix64, twice."""
    return _mix(_mix(seed & _MASK) + position & _MASK) / 2**64


def _mix(value: int) -> int:
    value = value + 0x9E3779B97F4A7C15 & _MASK
    value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9 & _MASK
    value = (value ^ value >> 27) * 0x94D049BB133111EB & _MASK
    return (value ^ value >> 31) >> 11 << 11


def _normal(most: float) -> Callable[[float], float]:
    from statistics import NormalDist

    normal = NormalDist()
    low = normal.cdf(-most)
    return lambda part: min(max(normal.inv_cdf(low + part * (1 - 2 * low)), -most), most)
