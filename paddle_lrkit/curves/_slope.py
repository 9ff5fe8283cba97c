"""Ways from one rate to another: the shapes of warmups and of final decays."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from paddle_lrkit.curves.base import Formula, curve
from paddle_lrkit.errors import ConfigError, check_choice, check_integer, check_number
from paddle_lrkit.messages import tr

SHAPES = ("linear", "cosine", "polynomial", "1-sqrt", "1-square", "sqrt", "exponential", "half_life", "inverse")
RAMPS = ("constant", *SHAPES)
BASE = 0.05
"""The base of ``half_life`` in ERNIE."""

WAYS: dict[str, Callable[..., Any]] = {
    "linear": lambda a, b, part, m=math, power=2.0, base=BASE: b + (a - b) * (1 - part),
    "cosine": lambda a, b, part, m=math, power=2.0, base=BASE: b + (a - b) * ((1 + m.cos(math.pi * part)) / 2),
    "polynomial": lambda a, b, part, m=math, power=2.0, base=BASE: b + (a - b) * (1 - part) ** power,
    "1-sqrt": lambda a, b, part, m=math, power=2.0, base=BASE: b + (a - b) * (1 - m.sqrt(part)),
    "1-square": lambda a, b, part, m=math, power=2.0, base=BASE: b + (a - b) * (1 - part * part),
    "sqrt": lambda a, b, part, m=math, power=2.0, base=BASE: b + (a - b) * m.sqrt(1 - part),
    "exponential": lambda a, b, part, m=math, power=2.0, base=BASE: a * (b / a) ** part,
    "half_life": lambda a, b, part, m=math, power=2.0, base=BASE: b + (a - b) * ((base**part - base) / (1 - base)),
    "inverse": lambda a, b, part, m=math, power=2.0, base=BASE: a * b / (b + (a - b) * part),
}
"""The rate after ``part`` (0 to 1) of the way from ``a`` to ``b``, of numbers or, with ``m=numpy``, of arrays; see
`decay`."""


@curve
def decay(
    start: float, end: float, length: int, shape: str = "linear", power: float = 2.0, *, decay_base: float = BASE
) -> Formula:
    """A way from ``start`` to ``end``.

    ``lr(t) = end + (start - end) * left(p)`` with ``p = t / length`` and

    | shape | left(p) |
    |---|---|
    | ``linear`` | ``1 - p`` |
    | ``cosine`` | ``(1 + cos(pi p)) / 2`` |
    | ``polynomial`` | ``(1 - p) ** power`` |
    | ``1-sqrt`` | ``1 - sqrt(p)`` |
    | ``1-square`` | ``1 - p ** 2`` |
    | ``sqrt`` | ``sqrt(1 - p)`` |
    | ``half_life`` | ``(b ** p - b) / (1 - b)`` |

    ``exponential`` is ``start * (end / start) ** p``, ``inverse`` is ``1 / ((1 - p) / start + p / end)``.

    Args:
        start: Rate at update 0, >= 0; > 0 for ``exponential`` and ``inverse``.
        end: Rate at update ``length`` and after it, >= 0; > 0 for ``exponential`` and ``inverse``.
        length: Updates, >= 1.
        shape: One of the above.
        power: Exponent of ``polynomial``, > 0.
        decay_base: ``b`` of ``half_life``, between 0 and 1.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> decay(0.1, 0.0, 100, "1-sqrt")(25), decay(0.1, 0.01, 90, "inverse")(10)
        (0.05, 0.05)
        >>> round(decay(0.1, 0.0, 100, "half_life", decay_base=0.25)(50), 12)
        0.033333333333

    Reference: arXiv 2405.18392 for ``1-sqrt`` and ``1-square`` ("square" there); ERNIE's pre-training for
    ``half_life`` with b = 0.05, Megatron's WSD decay ``exponential`` with b = 0.5; arXiv 2410.05192 and levanter's
    schedule ``inv`` for ``inverse``.
    """
    first, last, updates, exponent = _checked(start, end, length, shape, SHAPES, power)
    of_power = check_number("decay_base", decay_base, above=0, below=1)
    way = WAYS[shape]
    return Formula(
        lambda t: last if t == updates else way(first, last, t / updates, math, exponent, of_power),
        updates,
        array=lambda t, np: way(first, last, t / updates, np, exponent, of_power),
    )


@curve
def ramp(
    start: float, end: float, length: int, shape: str = "linear", power: float = 2.0, *, offset: int = 0
) -> Formula:
    """A warmup from ``start`` to ``end``: `decay` run backwards from ``end`` to ``start``.

    ``lr(t) = start + (end - start) * left(1 - p)`` with ``p = (t + offset) / length``, at most 1; ``constant`` stays
    at ``start`` and jumps at the end

    Args:
        start: Rate at ``p = 0``, >= 0; > 0 for ``exponential`` and ``inverse``.
        end: Rate at update ``length`` and after it, >= 0; > 0 for ``exponential`` and ``inverse``.
        length: Updates, >= 1.
        shape: ``constant`` or a shape of `decay`.
        power: Exponent of ``polynomial``, > 0.
        offset: Number that the first update has in ``p``, >= 0: 0, or 1 for a ramp that ends at its last update.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> ramp(0.0, 0.1, 100, "polynomial")(50), ramp(0.001, 0.1, 100, "constant")(99)
        (0.025, 0.001)
        >>> c = ramp(0.0, 0.1, 10, offset=1)
        >>> round(c(0), 12), c(9), c(10)
        (0.01, 0.1, 0.1)

    Reference: constant and linear, arXiv 1706.02677; polynomial with power 2, the warmup of YOLOX; offset 1,
    torchtitan.
    """
    first, last, updates, exponent = _checked(start, end, length, shape, RAMPS, power)
    ahead = check_integer("offset", offset, at_least=0)
    if shape == "constant":
        return Formula(
            lambda update: last if update == updates else first,
            updates,
            array=lambda update, np: np.broadcast_to(first, len(update)),
        )
    way = WAYS[shape]

    def at(update: int) -> float:
        done = update + ahead
        return last if done >= updates else way(last, first, 1 - done / updates, math, exponent)

    def array(update: Any, np: Any) -> Any:
        done = np.minimum(update + ahead, updates)
        return np.where(done == updates, last, way(last, first, 1 - done / updates, np, exponent))

    return Formula(at, updates, array=array)


def check_slope(start: float, end: float, shape: str, names: tuple[str, str] = ("start", "end")) -> None:
    """Raises a ConfigError when an ``exponential`` or an ``inverse`` would start or end at 0."""
    for name, rate in zip(names, (start, end), strict=True):
        if shape in ("exponential", "inverse") and rate == 0:
            raise ConfigError(tr("must be > 0 for the shape {!r}, got 0", shape), key=name)


def _checked(
    start: float, end: float, length: int, shape: str, shapes: tuple[str, ...], power: float
) -> tuple[float, float, int, float]:
    first = check_number("start", start, at_least=0)
    last = check_number("end", end, at_least=0)
    updates = check_integer("length", length, at_least=1)
    check_choice("shape", shape, shapes)
    check_slope(first, last, shape)
    return first, last, updates, check_number("power", power, above=0)
