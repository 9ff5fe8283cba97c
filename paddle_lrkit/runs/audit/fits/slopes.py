"""The way down: its shapes, and first guesses of where it begins and ends."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from paddle_lrkit.curves._slope import BASE
from paddle_lrkit.runs.audit.fits.model import Numbers, Seen

POWERS = (1.0, 0.9, 2.0, 0.5, 3.0, 1.5, 4.0)
_TRIED = (0.5, 0.7, 0.9, 1.2, 1.5, 2.0, 3.0, 4.0)

_LEFT: dict[str, Callable[[float, float], float]] = {
    "linear": lambda part, power: 1 - part,
    "cosine": lambda part, power: (1 + math.cos(math.pi * part)) / 2,
    "polynomial": lambda part, power: (1 - part) ** power,
    "1-sqrt": lambda part, power: 1 - math.sqrt(part),
    "sqrt": lambda part, power: math.sqrt(1 - part),
    "half_life": lambda part, power: (BASE**part - BASE) / (1 - BASE),
    "1-square": lambda part, power: 1 - part * part,
}
"""Shape -> ``(share of the way, power)`` -> what is left of the height."""

_PASSED: dict[str, Callable[[float, float], float]] = {
    "linear": lambda left, power: 1 - left,
    "cosine": lambda left, power: math.acos(2 * left - 1) / math.pi,
    "polynomial": lambda left, power: 1 - left ** (1 / power),
    "1-sqrt": lambda left, power: (1 - left) ** 2,
    "sqrt": lambda left, power: 1 - left**2,
    "half_life": lambda left, power: math.log(left * (1 - BASE) + BASE) / math.log(BASE),
    "1-square": lambda left, power: math.sqrt(1 - left),
}
"""The same backwards: what is left of the height -> share of the way."""


def falling(shape: str, power_at: int = 0, flat_at: int = 0) -> Callable[[float, float, Numbers], float]:
    """The rate of a body with the parameters peak, floor, end.

    Args:
        shape: Of the way down.
        power_at: Index of the parameter with the power; 0 where there is none.
        flat_at: Index of the parameter with the start of the decay; 0 where it starts with the body.
    """
    left = _LEFT[shape]

    def rate(at: float, begin: float, values: Numbers) -> float:
        start = values[flat_at] if flat_at else begin
        if at <= start:
            return values[0]
        end = values[2]
        if at >= end:
            return values[1]
        part = (at - start) / (end - start)
        return values[1] + (values[0] - values[1]) * left(part, values[power_at] if power_at else 1.0)

    return rate


class Descent(NamedTuple):
    """A guess: the rows of a sample as a straight line of shares."""

    peak: float
    floor: float
    start: float
    end: float
    power: float
    misfit: float


def ways(shape: str, peak: float, seen: Seen, begin: float | None) -> list[Descent]:
    """Guesses for a shape, the best first.

    What a rate says about the share of the way that has passed is a straight line of the position when peak, floor and
    power are right.

    Args:
        shape: Of the way down.
        peak: Where it starts; with a late ``begin`` the largest rate that was seen.
        seen: The rows.
        begin: Where it starts; None where that is to be found.
    """
    found = [
        way
        for power in (_TRIED if shape == "polynomial" else (1.0,))
        for floor in dict.fromkeys((0.0, seen.lowest, 0.9 * seen.lowest))
        for way in _ways(shape, peak, floor, power, seen, begin)
    ]
    found += _ended(shape, peak, seen, begin)
    return sorted(found, key=lambda way: way.misfit)


def _ended(shape: str, peak: float, seen: Seen, begin: float | None) -> Iterator[Descent]:
    """Guesses with a likely end: the floor is what the last row of the sample leaves."""
    start = seen.falls if begin is None else begin
    left, (at, value) = _LEFT[shape], seen.sample[-1]
    for end in seen.ends:
        for power in _TRIED if shape == "polynomial" else (1.0,):
            if not start < at < end:
                continue
            share = left((at - start) / (end - start), power)
            floor = max((value - peak * share) / (1 - share), 0.0) if share < 1 else 0.0
            rates = (
                (rate, floor + (peak - floor) * left((place - start) / (end - start), power))
                for place, rate in seen.sample
                if start < place < end
            )
            misfit = max((abs(rate - shown) for rate, shown in rates), default=peak) / peak
            yield Descent(peak, floor, start, end, power, misfit)


def _ways(shape: str, peak: float, floor: float, power: float, seen: Seen, begin: float | None) -> Iterator[Descent]:
    """The line through the sample, and where the peak was not seen the one from ``begin``."""
    height = peak - floor
    rows = [(at, (value - floor) / height) for at, value in seen.sample] if height > 0 else []
    shares = [(at, _PASSED[shape](left, power)) for at, left in rows if 0.02 < left < 0.995]
    if len(shares) < 2:
        return
    (first, low), (last, high) = shares[0], shares[-1]
    if begin is not None:
        sizes = sorted((at - begin) / share for at, share in shares if share > 0.02 and at > begin)
        if sizes:
            length = sizes[len(sizes) // 2]
            yield Descent(peak, floor, begin, begin + length, power, _misfit(shares, begin, length))
    if high <= low:
        return
    length = (last - first) / (high - low)
    start = first - low * length
    misfit = _misfit(shares, start, length)
    if begin is None:
        yield Descent(peak, floor, start, start + length, power, misfit)
    elif shape in ("linear", "polynomial", "sqrt") and start > begin:
        # A power of a line stays one when its start moves: the peak at `begin` follows.
        exponent = {"linear": 1.0, "sqrt": 0.5}.get(shape, power)
        top = floor + height * ((start + length - begin) / length) ** exponent
        yield Descent(top, floor, begin, start + length, power, misfit)


def _misfit(shares: Sequence[tuple[float, float]], start: float, length: float) -> float:
    return max(abs(share - (at - start) / length) for at, share in shares)
