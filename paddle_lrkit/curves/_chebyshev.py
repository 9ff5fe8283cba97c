"""Chebyshev step sizes in a fractal order."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.base import MOST_REGULAR, Formula, curve, first_and_last
from paddle_lrkit.errors import ConfigError, check_choice, check_integer, check_number
from paddle_lrkit.messages import tr


@curve
def chebyshev(peak: float, floor: float, nodes: int, every: int = 1, order: str = "fractal") -> Formula:
    """The inverse Chebyshev nodes between ``floor`` and ``peak``, again and again.

    ``lr(t) = 1 / ((M + m) / 2 - (M - m) / 2 * cos(pi * (s - 1/2) / nodes))`` with ``m = 1 / peak``,
    ``M = 1 / floor`` and ``s`` the number of the node, from 1 to ``nodes``, in the given order

    Args:
        peak: Upper limit of the rates, > 0.
        floor: Lower limit of the rates, > 0, at most ``peak``.
        nodes: Number of rates until they begin again, >= 1; a power of two for the fractal order.
        every: Updates that each rate is held for, >= 1.
        order: ``fractal``, in which large and small rates alternate so that no error builds up, or ``falling``.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> c = chebyshev(0.1, 0.01, nodes=4)
        >>> [round(c(update), 4) for update in range(4)]
        [0.0745, 0.0104, 0.0265, 0.0138]

    Reference: arXiv 2103.01338.
    """
    top = check_number("peak", peak, above=0)
    bottom = check_number("floor", floor, above=0, at_most=top)
    count = check_integer("nodes", nodes, at_least=1)
    held = check_integer("every", every, at_least=1)
    check_choice("order", order, ["fractal", "falling"])
    if order == "fractal" and count & (count - 1):
        raise ConfigError(tr("must be a power of two for the fractal order, got {}", nodes), key="nodes")
    middle, half = (1 / bottom + 1 / top) / 2, (1 / bottom - 1 / top) / 2

    def at(update: int) -> float:
        position = update // held % count
        node = _fractal(position, count) if order == "fractal" else position + 1
        return 1 / (middle - half * math.cos(math.pi * (node - 0.5) / count))

    def array(updates: Any, np: Any) -> Any:
        return np.array([at(position * held) for position in range(count)])[updates // held % count]

    def knots(stop: int) -> Iterator[int]:
        for begin in first_and_last(range(0, stop, held * count), max(MOST_REGULAR // count, 1)):
            yield from range(begin, min(begin + held * count, stop), held)

    return Formula(at, knots=knots, array=array if count <= MOST_REGULAR else None)


def _fractal(position: int, count: int) -> int:
    """Number of the node at a position: the first half of the order, interlaced with its mirror image."""
    if count == 1:
        return 1
    node = _fractal(position // 2, count // 2)
    return count + 1 - node if position % 2 else node
