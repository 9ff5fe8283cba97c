"""The functions of NumPy that schedules use, for numbers and arrays of one dimension."""

from __future__ import annotations

import math
import struct
from collections.abc import Callable
from itertools import accumulate, pairwise
from typing import Any

from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, describes
from paddle_lrkit.scripts.library.bounds import MOST_ITEMS
from paddle_lrkit.scripts.library.numpy_arrays import NumberArray, array_call, elementwise, packed, unpacked
from paddle_lrkit.scripts.library.plain import TooLargeError, listed
from paddle_lrkit.scripts.library.uneven import (
    any_change,
    is_number,
    largest,
    magnitude,
    rounded_down,
    rounded_half,
    rounded_up,
    smallest,
    towards_zero,
)
from paddle_lrkit.scripts.unknown import Unknown


def _single(number: Any) -> float:
    return float(struct.unpack("f", struct.pack("f", float(number)))[0])


def _logarithm(function: Callable[[float], float]) -> Callable[[float], float]:
    """A logarithm as NumPy has it: minus infinity at 0."""
    return lambda number: function(number) if number > 0 else -math.inf if number == 0 else math.nan


def _round(number: Any, decimals: int = 0) -> Any:
    return number if isinstance(number, int) else float(round(number, decimals))


def _exp(number: float) -> float:
    return math.exp(number) if number < 709 else math.inf


def _power(base: Any, exponent: Any) -> Any:
    if isinstance(base, int) and isinstance(exponent, int) and (abs(base) > 10**9 or not 0 <= exponent < 64):
        raise TooLargeError
    return base**exponent


def _clip(number: Any, low: Any, high: Any) -> Any:
    number = number if low is None else max(number, low)
    return number if high is None else min(number, high)


_EACH: dict[str, tuple[Callable[..., Any], Any]] = {
    "sqrt": (lambda number: math.sqrt(number) if number >= 0 else math.nan, None),
    "exp": (_exp, None),
    "log": (_logarithm(math.log), None),
    "log2": (_logarithm(math.log2), None),
    "log10": (_logarithm(math.log10), None),
    "log1p": (math.log1p, None),
    "sin": (math.sin, None),
    "cos": (math.cos, None),
    "tan": (math.tan, None),
    "tanh": (math.tanh, None),
    "square": (lambda number: number * number, None),
    "abs": (abs, magnitude),
    "absolute": (abs, magnitude),
    "fabs": (lambda number: abs(float(number)), magnitude),
    "sign": (lambda number: (number > 0) - (number < 0), any_change),
    "floor": (lambda number: float(math.floor(number)), rounded_down),
    "ceil": (lambda number: float(math.ceil(number)), rounded_up),
    "trunc": (lambda number: float(math.trunc(number)), towards_zero),
    "rint": (lambda number: float(round(number)), rounded_half),
    "round": (_round, rounded_half),
    "around": (_round, rounded_half),
    "round_": (_round, rounded_half),
    "power": (_power, None),
    "float_power": (lambda base, exponent: float(base) ** exponent, None),
    "add": (lambda one, two: one + two, None),
    "subtract": (lambda one, two: one - two, None),
    "multiply": (lambda one, two: one * two, None),
    "divide": (lambda one, two: one / two, None),
    "true_divide": (lambda one, two: one / two, None),
    "floor_divide": (lambda one, two: one // two, any_change),
    "mod": (lambda one, two: one % two, any_change),
    "remainder": (lambda one, two: one % two, any_change),
    "minimum": (min, smallest),
    "maximum": (max, largest),
    "fmin": (min, smallest),
    "fmax": (max, largest),
    "clip": (_clip, any_change),
    "deg2rad": (math.radians, None),
    "isnan": (math.isnan, None),
    "isinf": (math.isinf, None),
    "isfinite": (math.isfinite, None),
}
_CASTS: dict[str, Callable[[Any], Any]] = {
    **dict.fromkeys(
        ["int8", "int16", "int32", "int64", "int_", "intp", "uint8", "uint16", "uint32", "uint64", "int"], int
    ),
    **dict.fromkeys(("float64", "float_", "double", "float"), float),
    **dict.fromkeys(("float32", "single"), _single),
    **dict.fromkeys(("bool_", "bool"), bool),
}


def _flat(values: Any) -> list[Any]:
    if is_number(values):
        return [values]
    if not all(is_number(value) or isinstance(value, bool) for value in values):
        raise TooLargeError
    return list(values)


def _mean(values: Any) -> float:
    numbers = _flat(values)
    return sum(numbers) / len(numbers) if numbers else math.nan


def _variance(values: Any) -> float:
    middle = _mean(values)
    return _mean([(number - middle) ** 2 for number in _flat(values)])


def _median(values: Any) -> float:
    numbers = sorted(_flat(values))
    half = len(numbers) // 2
    return float(numbers[half]) if len(numbers) % 2 else (numbers[half - 1] + numbers[half]) / 2


def _interpolated(at: Any, points: Any, values: Any) -> Any:
    def one(number: Any) -> float:
        if number <= points[0]:
            return float(values[0])
        for left, right, low, high in zip(points, points[1:], values, values[1:], strict=False):
            if number <= right:
                return float(low + (high - low) * (number - left) / (right - left))
        return float(values[-1])

    return [one(number) for number in at] if isinstance(at, (list, tuple)) else one(at)


def _searched(values: Any, at: Any, side: str = "left") -> int:
    numbers = _flat(values)
    return sum(number < at or (side == "right" and number == at) for number in numbers)


def _joined(parts: Any) -> list[Any]:
    return [value for part in parts for value in _flat(part)]


def _repeated(values: Any, times: Any) -> list[Any]:
    numbers = _flat(values)
    if not isinstance(times, int) or times * len(numbers) > MOST_ITEMS:
        raise TooLargeError
    return [number for number in numbers for _ in range(times)]


def _tiled(values: Any, times: Any) -> list[Any]:
    numbers = _flat(values)
    if not isinstance(times, int) or times * len(numbers) > MOST_ITEMS:
        raise TooLargeError
    return numbers * times


_WHOLE: dict[str, tuple[Callable[..., Any], Any]] = {
    "sum": (lambda values: sum(_flat(values)), None),
    "prod": (lambda values: math.prod(float(number) for number in _flat(values)), None),
    "mean": (_mean, None),
    "average": (_mean, None),
    "median": (_median, any_change),
    "var": (_variance, None),
    "std": (lambda values: math.sqrt(_variance(values)), None),
    "max": (lambda values: max(_flat(values)), largest),
    "amax": (lambda values: max(_flat(values)), largest),
    "min": (lambda values: min(_flat(values)), smallest),
    "amin": (lambda values: min(_flat(values)), smallest),
    "argmax": (lambda values: max(range(len(values)), key=values.__getitem__), any_change),
    "argmin": (lambda values: min(range(len(values)), key=values.__getitem__), any_change),
    "cumsum": (lambda values: list(accumulate(_flat(values))), None),
    "cumprod": (lambda values: list(accumulate(_flat(values), lambda one, two: one * two)), None),
    "diff": (lambda values: [two - one for one, two in pairwise(values)], None),
    "sort": (lambda values: sorted(_flat(values)), None),
    "unique": (lambda values: sorted(set(_flat(values))), None),
    "flip": (lambda values: _flat(values)[::-1], None),
    "interp": (_interpolated, any_change),
    "searchsorted": (_searched, any_change),
    "digitize": (lambda at, values, right=False: _searched(values, at, "left" if right else "right"), any_change),
    "concatenate": (_joined, None),
    "hstack": (_joined, None),
    "append": (lambda values, more: [*_flat(values), *_flat(more)], None),
    "repeat": (_repeated, None),
    "tile": (_tiled, None),
}


def _describe(name: str, function: Callable[..., Any], noted: Any, call: Callable[..., Any]) -> None:
    @describes(f"numpy.{name}")
    def describe(arguments: Arguments) -> Any:
        if len(arguments.positional) > 1 and name in ("sum", "mean", "max", "min", "prod", "cumsum"):
            arguments.positional = arguments.positional[:1]
        return call(function, arguments, noted)


for _name, (_function, _noted) in _EACH.items():
    _describe(_name, _function, _noted, elementwise)
for _name, (_function, _noted) in _WHOLE.items():
    _describe(_name, _function, _noted, array_call)
for _name, _function in _CASTS.items():
    _describe(_name, _function, towards_zero if _function is int else None, elementwise)
for _name in ("pi", "e", "inf", "nan"):
    LIBRARY[f"numpy.{_name}"] = getattr(math, _name)
LIBRARY["numpy.Inf"] = LIBRARY["numpy.Infinity"] = math.inf
LIBRARY["numpy.newaxis"] = None


@describes("numpy.array", "numpy.asarray", "numpy.ascontiguousarray", "numpy.atleast_1d")
def _array(arguments: Arguments) -> Any:
    value = arguments.get(0, "object", None)
    if isinstance(value, (Unknown, NumberArray)) or is_number(value):
        return value
    items = listed(value, arguments)
    if isinstance(items, Unknown):
        return items
    unknown = next((item for item in items if isinstance(item, Unknown)), None)
    found = packed(unpacked(items))
    return found if isinstance(found, NumberArray) else unknown if unknown is not None else arguments.unknown()


def _made(name: str, make: Callable[..., list[Any]]) -> None:
    def bounded(*values: Any, **named: Any) -> list[Any]:
        return make(*values, **named)

    describes(f"numpy.{name}")(lambda arguments: array_call(bounded, arguments))


def _count(count: Any) -> int:
    number = count[0] if isinstance(count, (list, tuple)) and len(count) == 1 else count
    if not isinstance(number, int) or number > MOST_ITEMS:
        raise TooLargeError
    return number


def _linspace(start: float, stop: float, num: int = 50, endpoint: bool = True) -> list[Any]:
    count = _count(num)
    parts = count - 1 if endpoint else count
    step = (stop - start) / parts if parts else 0.0
    found = [start + index * step for index in range(count)]
    return [*found[:-1], float(stop)] if endpoint and count > 1 else [float(value) for value in found]


def _arange(start: Any, stop: Any = None, step: Any = 1) -> list[Any]:
    start, stop = (0, start) if stop is None else (start, stop)
    count = _count(max(math.ceil((stop - start) / step), 0))
    return [start + index * step for index in range(count)]


_made("linspace", _linspace)
_made("arange", _arange)
_made(
    "logspace",
    lambda start, stop, num=50, endpoint=True, base=10.0: [
        base**value for value in _linspace(start, stop, num, endpoint)
    ],
)
_made(
    "geomspace",
    lambda start, stop, num=50, endpoint=True: [
        math.exp(value) for value in _linspace(math.log(start), math.log(stop), num, endpoint)
    ],
)
_made("zeros", lambda shape: [0.0] * _count(shape))
_made("ones", lambda shape: [1.0] * _count(shape))
_made("full", lambda shape, fill_value: [fill_value] * _count(shape))


@describes("numpy.where")
def _where(arguments: Arguments) -> Any:
    if len(arguments.positional) != 3:
        return arguments.unknown()
    test, first, second = arguments.positional
    known = None if isinstance(test, NumberArray) else arguments.reader.truth(test)
    if known is None:
        return test if isinstance(test, Unknown) else arguments.unknown()
    return first if known else second
