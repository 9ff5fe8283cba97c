"""Ways from one rate to another: the shapes of warmups and of final decays."""

from __future__ import annotations

import math
from collections.abc import Callable

from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import ConfigError, check_choice, check_integer, check_number

SHAPES = ("linear", "cosine", "polynomial", "1-sqrt", "sqrt", "exponential")
RAMPS = ("constant", *SHAPES)

_LEFT: dict[str, Callable[[float, float], float]] = {
    "linear": lambda part, power: 1 - part,
    "cosine": lambda part, power: (1 + math.cos(math.pi * part)) / 2,
    "polynomial": lambda part, power: (1 - part) ** power,
    "1-sqrt": lambda part, power: 1 - math.sqrt(part),
    "sqrt": lambda part, power: math.sqrt(1 - part),
}


@curve
def decay(start: float, end: float, length: int, shape: str = "linear", power: float = 2.0) -> Formula:
    """A way from ``start`` to ``end``.

    ``lr(t) = end + (start - end) * left(t / length)`` with ``left(p)``: ``linear`` 1 - p, ``cosine``
    (1 + cos(pi p)) / 2, ``polynomial`` (1 - p) ** power, ``1-sqrt`` 1 - sqrt(p), ``sqrt`` sqrt(1 - p);
    ``exponential`` is ``start * (end / start) ** (t / length)``

    Args:
        start: Rate at update 0, >= 0; > 0 for ``exponential``.
        end: Rate at update ``length`` and after it, >= 0; > 0 for ``exponential``.
        length: Updates, >= 1.
        shape: ``linear``, ``cosine``, ``polynomial``, ``1-sqrt``, ``sqrt`` or ``exponential``.
        power: Exponent of ``polynomial``, > 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> decay(0.1, 0.0, 100, "1-sqrt")(25)
        0.05

    Reference: the cooldown shapes of arXiv 2405.18392.
    """
    first, last, updates, exponent = _checked(start, end, length, shape, SHAPES, power)
    return Formula(lambda t: last if t == updates else between(first, last, t / updates, shape, exponent), updates)


@curve
def ramp(start: float, end: float, length: int, shape: str = "linear", power: float = 2.0) -> Formula:
    """A warmup from ``start`` to ``end``: `decay` run backwards from ``end`` to ``start``.

    ``lr(t) = start + (end - start) * left(1 - t / length)``; ``constant`` stays at ``start`` and jumps at the end

    Args:
        start: Rate at update 0, >= 0; > 0 for ``exponential``.
        end: Rate at update ``length`` and after it, >= 0; > 0 for ``exponential``.
        length: Updates, >= 1.
        shape: ``constant``, ``linear``, ``cosine``, ``polynomial``, ``1-sqrt``, ``sqrt`` or ``exponential``.
        power: Exponent of ``polynomial``, > 0.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> ramp(0.0, 0.1, 100, "polynomial")(50), ramp(0.001, 0.1, 100, "constant")(99)
        (0.025, 0.001)

    Reference: constant and linear, arXiv 1706.02677; polynomial with power 2, the warmup of YOLOX.
    """
    first, last, updates, exponent = _checked(start, end, length, shape, RAMPS, power)

    def at(update: int) -> float:
        if update == updates:
            return last
        return first if shape == "constant" else between(last, first, 1 - update / updates, shape, exponent)

    return Formula(at, updates)


def between(start: float, end: float, part: float, shape: str, power: float = 2.0) -> float:
    """The rate after ``part`` (0 to 1) of the way from ``start`` to ``end``; see `decay`."""
    if shape == "exponential":
        return start * (end / start) ** part
    return end + (start - end) * _LEFT[shape](part, power)


def check_slope(start: float, end: float, shape: str, names: tuple[str, str] = ("start", "end")) -> None:
    """Raises a ConfigError when an ``exponential`` would start or end at 0."""
    for name, rate in zip(names, (start, end), strict=True):
        if shape == "exponential" and rate == 0:
            raise ConfigError("must be > 0 for the shape 'exponential', got 0", key=name)


def _checked(
    start: float, end: float, length: int, shape: str, shapes: tuple[str, ...], power: float
) -> tuple[float, float, int, float]:
    first = check_number("start", start, at_least=0)
    last = check_number("end", end, at_least=0)
    updates = check_integer("length", length, at_least=1)
    check_choice("shape", shape, shapes)
    check_slope(first, last, shape)
    return first, last, updates, check_number("power", power, above=0)
