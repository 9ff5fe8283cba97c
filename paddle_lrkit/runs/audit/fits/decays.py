"""Bodies that fall from the peak at once: linear, cosine, polynomial, exponential, inverse root."""

from __future__ import annotations

import math
from collections.abc import Callable

from paddle_lrkit import curves
from paddle_lrkit.curves import Curve
from paddle_lrkit.runs.audit.fits.model import END, FLOOR, PEAK, Body, Numbers, Parameter, Seen
from paddle_lrkit.runs.audit.fits.slopes import POWERS, falling, ways


def _updates(values: Numbers, begin: int) -> int:
    return max(round(values[2]) - begin, 1)


def _floor(values: Numbers) -> float:
    return min(max(values[1], 0.0), values[0])


def _guesses(shape: str) -> Callable[[float, float, Seen], list[list[float]]]:
    def guesses(peak: float, begin: float, seen: Seen) -> list[list[float]]:
        more = shape == "polynomial"
        found = [
            [way.peak, way.floor, way.end, *([way.power] if more else [])] for way in ways(shape, peak, seen, begin)
        ]
        usual = [[peak, 0.0, end, *([2.0] if more else [])] for end in seen.ends[:2]]
        return found[:4] + usual

    return guesses


def _speeds(peak: float, begin: float, seen: Seen) -> list[list[float]]:
    (first, high), (last, low) = seen.sample[0], seen.sample[len(seen.sample) // 2]
    if low <= 0 or high <= 0 or last <= first:
        return []
    gamma = (low / high) ** (1 / (last - first))
    return [[high * gamma ** (begin - first), gamma]]


def _exponential(at: float, begin: float, values: Numbers) -> float:
    return float(values[0] * values[1] ** (at - begin))


def _inverse_root(at: float, begin: float, values: Numbers) -> float:
    return values[0] * math.sqrt(max(begin, 1.0) / max(at, begin, 1.0))


def _root_curve(begin: int, values: Numbers) -> Curve:
    body = curves.inverse_sqrt(values[0], max(begin, 1))
    return curves.shift(body, -begin)


CONSTANT = Body(
    "constant",
    (PEAK,),
    lambda at, begin, values: values[0],
    lambda begin, values: curves.constant(values[0]),
    lambda peak, begin, seen: [[peak]],
)
LINEAR = Body(
    "linear",
    (PEAK, FLOOR, END),
    falling("linear"),
    lambda begin, values: curves.linear(values[0], _floor(values), _updates(values, begin)),
    _guesses("linear"),
)
COSINE = Body(
    "cosine",
    (PEAK, FLOOR, END),
    falling("cosine"),
    lambda begin, values: curves.cosine(values[0], _floor(values), _updates(values, begin)),
    _guesses("cosine"),
)
POLYNOMIAL = Body(
    "polynomial",
    (PEAK, FLOOR, END, Parameter("power", "number", POWERS)),
    falling("polynomial", power_at=3),
    lambda begin, values: curves.polynomial(values[0], _floor(values), _updates(values, begin), values[3]),
    _guesses("polynomial"),
    0.5,
)
EXPONENTIAL = Body(
    "exponential",
    (PEAK, Parameter("gamma", "number")),
    _exponential,
    lambda begin, values: curves.exponential(values[0], values[1]),
    _speeds,
    0.2,
)
NOAM = Body("noam", (PEAK,), _inverse_root, _root_curve, lambda peak, begin, seen: [[peak]], 0.2)
