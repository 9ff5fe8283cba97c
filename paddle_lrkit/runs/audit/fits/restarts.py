"""Bodies that rise again: half cosines one after the other, and the cosine that turns at its end."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from paddle_lrkit import curves
from paddle_lrkit.curves import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.fits.model import END, FLOOR, PEAK, Body, Numbers, Parameter, Seen

_FIRST = Parameter("first_length", "updates")
_DECAY = Parameter("cycle_decay", "number", (0.5,))
_EDGE = 0.3
"""A restart is at a whole update: one that a fit places up to so many updates after it counts as being there."""
_MOST_CYCLES = 400


Places = Sequence[tuple[float, float]]


def restarts(
    multiplier: int,
    factor: float | None,
    places: Places,
    lengths: tuple[float, float],
    skipped: int = 0,
    second: float = 0.0,
    cycles: int | None = None,
) -> Body:
    """Half cosines, each ``multiplier`` times as long as the one before.

    Args:
        multiplier: Growth of the cycles.
        factor: About how much of the peak each restart reaches; None for the whole peak.
        places: Between which positions each restart is.
        lengths: The least and the largest length of the first cycle.
        skipped: Restarts before the first row.
        second: About the rate at the first restart that was seen, where the peak before it was not.
        cycles: Cycles after which the floor is held; None for as many as the run has.
    """
    decaying = factor is not None
    parameters = (PEAK, FLOOR, _FIRST, _DECAY) if decaying else (PEAK, FLOOR, _FIRST)

    def rate(at: float, begin: float, values: Numbers) -> float:
        cycle, part = _place((at - begin) / values[2], multiplier, _EDGE / values[2])
        if cycles is not None and cycle >= cycles:
            return values[1]
        peak = max(values[0] * values[3] ** cycle, values[1]) if decaying else values[0]
        return values[1] + (peak - values[1]) * (1 + math.cos(math.pi * part)) / 2

    def curve(begin: int, values: Numbers) -> Curve:
        decay = values[3] if decaying else 1.0
        floor = min(max(values[1], 0.0), values[0])
        return curves.cosine_restarts(values[0], floor, max(round(values[2]), 1), multiplier, decay, cycles)

    def guesses(peak: float, begin: float, seen: Seen) -> list[list[float]]:
        more = [] if factor is None else [factor]
        low, high = first_lengths(multiplier, places, (begin, begin), skipped) or lengths
        whole = float(round((low + high) / 2))
        firsts = [whole if low <= whole <= high else (low + high) / 2, low + 0.9 * (high - low)]
        if factor:
            peak = second / factor ** (skipped + 1) if second else peak / factor**skipped
        return [[peak, floor, first, *more] for first in firsts for floor in (0.0, seen.lowest)]

    sums = [sum(multiplier**index for index in range(count + 1)) for count in range(skipped, skipped + len(places))]

    def checks(begin: float, values: Numbers) -> list[float]:
        pairs = zip(sums, places, strict=True)
        return [(2 * (begin + total * values[2]) - low - high) / max(high - low, 1e-6) for total, (low, high) in pairs]

    detail = "" if multiplier == 1 else tr("each cycle {} times as long", multiplier)
    cost = 0.3 * (multiplier - 1) + 0.3 * decaying + (0.2 if cycles else 0.0)
    also = {
        "multiplier": float(multiplier),
        **({"cycles": float(cycles)} if cycles else {}),
        **({} if decaying else {"cycle_decay": 1.0}),
    }
    return Body("restarts", parameters, rate, curve, guesses, cost, detail, {"first_length": lengths}, also, checks)


def _place(part: float, multiplier: int, edge: float) -> tuple[int, float]:
    """The cycle and the share of it that has passed, from the updates in lengths of the first cycle."""
    if multiplier == 1:
        cycle = math.floor(part + edge)
        return cycle, max(part - cycle, 0.0)
    cycle, begin, length = 0, 0.0, 1.0
    while part >= begin + length - edge and cycle < _MOST_CYCLES:
        cycle, begin, length = cycle + 1, begin + length, length * multiplier
    return cycle, max((part - begin) / length, 0.0)


def first_lengths(
    multiplier: int, places: Places, begin: tuple[float, float], skipped: int = 0
) -> tuple[float, float] | None:
    """The least and the largest length of the first cycle with which the restarts are where they were seen.

    Args:
        multiplier: Growth of the cycles.
        places: Between which positions each restart is.
        begin: Between which positions the first cycle begins.
        skipped: Restarts before them.

    Example:
        >>> first_lengths(1, [(90, 100), (190, 200)], (0, 0)), first_lengths(2, [(90, 100), (190, 200)], (0, 0))
        ((95.0, 100.0), None)
    """
    low, high = 1.0, math.inf
    total, length = sum(multiplier**index for index in range(skipped)), multiplier**skipped
    for first, last in places:
        total += length
        length *= multiplier
        low, high = max(low, (first - begin[1]) / total), min(high, (last - begin[0]) / total)
    for earlier, later in pairwise(places):
        if multiplier == 1:
            low, high = max(low, later[0] - earlier[1]), min(high, later[1] - earlier[0])
    return (low, high) if low <= high else None


def _wave(at: float, begin: float, values: Numbers) -> float:
    part = (at - begin) / max(values[2] - begin, 1.0)
    return values[1] + (values[0] - values[1]) * (1 + math.cos(math.pi * part)) / 2


def wave(valley: float) -> Body:
    """The cosine that falls to the floor at ``end`` and rises again; ``valley`` is where the least rate was seen."""

    def curve(begin: int, values: Numbers) -> Curve:
        floor = min(max(values[1], 0.0), values[0])
        return curves.cosine_wave(values[0], floor, max(round(values[2]) - begin, 1))

    def guesses(peak: float, begin: float, seen: Seen) -> list[list[float]]:
        return [[peak, floor, valley] for floor in (0.0, seen.lowest)]

    return Body("cosine", (PEAK, FLOOR, END), _wave, curve, guesses, 0.2, tr("that rises again after its end"))
