"""One cycle and many: Paddle's ``OneCycleLR`` and ``CyclicLR``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from paddle_lrkit.curves.base import Formula
from paddle_lrkit.suites.reference_curves.reference_curve import Tick, around, reference_curve, repeats


@reference_curve
def phases(ends: Sequence[Tick], rates: Sequence[float], length: int | None, cosine: bool) -> Formula:
    """Phases that end at ``ends``, the first starting at 0; phase ``i`` goes from ``rates[i]`` to ``rates[i + 1]``.

    The last phase is extrapolated up to ``length``, as Paddle does for its last tick, or for ever without a length.

    Example:
        >>> c = phases([2.0, 9], [0.01, 0.1, 0.0], 10, False)
        >>> c(0), c(2), c(9)
        (0.01, 0.1, 0.0)

    Reference: ``paddle.optimizer.lr.OneCycleLR``, PaddleOCR's ``OneCycleDecay``, Paddle3D's ``OneCycle``.
    """
    bounds = [0, *ends]

    def at(update: int) -> float:
        last = len(ends) - 1
        index = next((i for i, end in enumerate(ends) if update <= end), last)
        part = (update - bounds[index]) / (ends[index] - bounds[index])
        start, end = rates[index], rates[index + 1]
        if cosine:
            return end + (start - end) / 2.0 * (math.cos(math.pi * part) + 1)
        return (end - start) * part + start

    def knots(stop: int) -> Iterator[int]:
        for end in ends:
            yield from around(end)
        if length is None:
            yield from repeats(abs(bounds[-1] - bounds[-2]), stop, max(bounds[-2], 0))

    return Formula(at, length, knots)


@reference_curve
def triangles(low: float, high: float, up: int, down: int, mode: str = "triangular", gamma: float = 1.0) -> Formula:
    """Up in ``up`` updates and down in ``down``, again and again.

    ``lr(t) = low + (high - low) * height(t) * scale`` where ``scale`` is 1 (``triangular``), halved every cycle
    (``triangular2``) or ``gamma ** t`` (``exp_range``).

    Example:
        >>> c = triangles(0.01, 0.11, 10, 30)
        >>> c(0), round(c(10), 12), round(c(25), 12)
        (0.01, 0.11, 0.06)

    Reference: ``paddle.optimizer.lr.CyclicLR``.
    """
    size = float(up) + float(down)
    rise = float(up) / size
    amplitude = float(high) - low

    def scale(update: int, cycle: float) -> Any:
        if mode == "triangular2":
            return 1 / (2.0 ** (cycle - 1))
        return gamma**update if mode == "exp_range" else 1.0

    def at(update: int) -> float:
        cycle = 1 + update // size
        part = 1.0 + update / size - cycle
        height = part / rise if part <= rise else (1 - part) / (1 - rise)
        return low + amplitude * height * scale(update, cycle)

    def knots(stop: int) -> Iterator[int]:
        yield from repeats(up + down, stop)
        yield from repeats(up + down, stop, up)
        if mode == "exp_range" and 0 < gamma < 1:
            yield from repeats(up + down, stop, -1 / math.log(gamma))

    return Formula(at, knots=knots)


@reference_curve
def late_triangles(first: float, low: float, high: float, half: Tick) -> Formula:
    """``first`` at update 0; then from ``low`` to ``high`` in ``half`` updates and back, again and again.

    ``lr(t) = low + 2 p (high - low)`` and ``lr(t) = high - (2 p - 1) (high - low)`` with ``p = (t - 1) % (2 half) /
    (2 half)``

    Example:
        >>> c = late_triangles(0.1, 0.0, 0.02, 2)
        >>> [round(c(t), 4) for t in range(6)]
        [0.1, 0.0, 0.01, 0.02, 0.01, 0.0]

    Reference: PaddleSpeech's ``CyclicLRScheduler``, whose constructor leaves the default of its base class.
    """
    cycle = 2 * half

    def at(update: int) -> float:
        if update == 0:
            return first
        part = (update - 1) % cycle / cycle
        if part < 0.5:
            return low + part / 0.5 * (high - low)
        return high - (part / 0.5 - 1) * (high - low)

    def knots(stop: int) -> Iterator[int]:
        yield 1
        yield from repeats(abs(half), stop, 1)

    return Formula(at, knots=knots)
