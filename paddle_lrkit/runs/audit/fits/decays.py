"""Bodies that fall from the peak: linear, cosine, polynomial, WSD, exponential, inverse root."""

from __future__ import annotations

import math
from collections.abc import Callable

from paddle_lrkit import curves
from paddle_lrkit.curves import Curve
from paddle_lrkit.runs.audit.fits.model import END, FLOOR, PEAK, Body, Numbers, Parameter, Seen

_POWERS = (1.0, 0.9, 2.0, 0.5, 3.0, 1.5, 4.0)


def _left(shape: str) -> Callable[[float, float], float]:
    return {
        "linear": lambda part, power: 1 - part,
        "cosine": lambda part, power: (1 + math.cos(math.pi * part)) / 2,
        "polynomial": lambda part, power: (1 - part) ** power,
        "1-sqrt": lambda part, power: 1 - math.sqrt(part),
        "sqrt": lambda part, power: math.sqrt(1 - part),
    }[shape]


def _falling(shape: str, power_at: int = 0, flat_at: int = 0) -> Callable[[float, float, Numbers], float]:
    left = _left(shape)

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


def _updates(values: Numbers, begin: int) -> int:
    return max(round(values[2]) - begin, 1)


def _floor(values: Numbers) -> float:
    return min(max(values[1], 0.0), values[0])


def _simple(peak: float, begin: float, seen: Seen) -> list[list[float]]:
    found = [[peak, 0.0, end] for end in seen.ends]
    return [[peak, seen.value, seen.ends[-3]], *found]


def _lines(peak: float, begin: float, seen: Seen) -> list[list[float]]:
    at, value = seen.half
    slope = (peak - value) / max(at - begin, 1.0)
    guesses = _simple(peak, begin, seen)
    if slope > 0:
        guesses.insert(0, [peak, 0.0, max(begin + peak / slope, seen.last)])
        guesses.insert(0, [peak, seen.value, begin + (peak - seen.value) / slope])
    return guesses


def _powers(peak: float, begin: float, seen: Seen) -> list[list[float]]:
    return [[*guess, power] for guess in _simple(peak, begin, seen)[:3] for power in (0.9, 2.0, 0.6)]


def _flat(shape_power: float = 0.0) -> Callable[[float, float, Seen], list[list[float]]]:
    def guesses(peak: float, begin: float, seen: Seen) -> list[list[float]]:
        more = [shape_power] if shape_power else []
        start = max(seen.falls, begin)
        ends = [end for end in seen.ends if end > start + 1] or [seen.last + 1]
        return [
            [peak, floor, end, start + shift * (seen.last - start), *more]
            for floor in {0.0, seen.value}
            for end in ends[:2]
            for shift in (0.0, 0.03)
        ]

    return guesses


def _speeds(peak: float, begin: float, seen: Seen) -> list[list[float]]:
    at, value = seen.half
    if value <= 0 or at <= begin:
        return []
    return [[peak, (value / peak) ** (1 / (at - begin))]]


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
    _falling("linear"),
    lambda begin, values: curves.linear(values[0], _floor(values), _updates(values, begin)),
    _lines,
)
COSINE = Body(
    "cosine",
    (PEAK, FLOOR, END),
    _falling("cosine"),
    lambda begin, values: curves.cosine(values[0], _floor(values), _updates(values, begin)),
    _simple,
)
POLYNOMIAL = Body(
    "polynomial",
    (PEAK, FLOOR, END, Parameter("power", "number", _POWERS)),
    _falling("polynomial", power_at=3),
    lambda begin, values: curves.polynomial(values[0], _floor(values), _updates(values, begin), values[3]),
    _powers,
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
NOAM = Body(
    "noam",
    (PEAK,),
    _inverse_root,
    _root_curve,
    lambda peak, begin, seen: [[peak]],
    0.2,
)
_FLAT = Parameter("decay_start", "update")


def _stable(shape: str, cost: float) -> Body:
    power = (Parameter("power", "number", _POWERS),) if shape == "polynomial" else ()

    def curve(begin: int, values: Numbers) -> Curve:
        start = max(round(values[3]), begin)
        exponent = values[4] if power else 2.0
        return curves.cooldown(
            curves.constant(values[0]), start - begin, _updates(values, start), _floor(values), shape, exponent
        )

    return Body(
        "wsd",
        (PEAK, FLOOR, END, _FLAT, *power),
        _falling(shape, power_at=4 if power else 0, flat_at=3),
        curve,
        _flat(2.0 if power else 0.0),
        cost,
        shape,
    )


STABLE = tuple(
    _stable(shape, cost)
    for shape, cost in (("linear", 1.0), ("cosine", 1.0), ("1-sqrt", 1.0), ("sqrt", 1.5), ("polynomial", 2.0))
)
FALLING = (LINEAR, COSINE, EXPONENTIAL, NOAM, *STABLE[:3], POLYNOMIAL, *STABLE[3:])
