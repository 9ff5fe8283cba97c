"""Numbers: ``int``, ``float``, ``abs``, ``round``, ``math`` and the like."""

from __future__ import annotations

import cmath
import math
from collections.abc import Callable
from typing import Any

from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described
from paddle_lrkit.scripts.library.bounds import MOST_BITS, MOST_CHARACTERS, power_too_large
from paddle_lrkit.scripts.library.plain import Noted, TooLargeError, computed, pure
from paddle_lrkit.scripts.library.uneven import (
    any_change,
    divided,
    is_number,
    magnitude,
    rounded_down,
    rounded_half,
    rounded_up,
    towards_zero,
)
from paddle_lrkit.scripts.unknown import Unknown

_PLAIN_MATH = (
    "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh degrees dist erf erfc exp exp2 expm1 fabs "
    "floor fmod frexp fsum gamma gcd hypot isclose isfinite isinf isnan isqrt lcm ldexp lgamma log log10 log1p log2 "
    "modf nextafter pow radians remainder sin sinh sqrt tan tanh trunc ulp"
)


_NOTED = {
    "floor": rounded_down,
    "ceil": rounded_up,
    "trunc": towards_zero,
    "fabs": magnitude,
    "fmod": any_change,
    "remainder": any_change,
    "gcd": any_change,
    "lcm": any_change,
    "isqrt": any_change,
    "modf": any_change,
}


def power(base: Any, exponent: Any, modulus: Any = None) -> Any:
    """``pow()`` of numbers that fit into memory."""
    if modulus is None and power_too_large(base, exponent):
        raise TooLargeError
    return pow(base, exponent) if modulus is None else pow(base, exponent, modulus)


def _round(number: Any, ndigits: Any = None) -> Any:
    if isinstance(ndigits, int) and abs(ndigits) > MOST_BITS:
        raise TooLargeError
    return round(number, ndigits)


def _int(*arguments: Any, base: int = 10) -> int:
    return int(*arguments) if base == 10 else int(str(arguments[0]), base)


def _small(function: Callable[..., Any], most: int = 1000) -> Callable[..., Any]:
    """A function of integers, such as a factorial, that grows fast."""

    def bounded(*numbers: Any) -> Any:
        if any(isinstance(number, int) and number > most for number in numbers):
            raise TooLargeError
        return function(*numbers)

    return bounded


def product(values: Any, start: Any = 1) -> Any:
    """The product of numbers that fit into memory."""
    if sum(value.bit_length() for value in values if isinstance(value, int)) > MOST_BITS:
        raise TooLargeError
    return math.prod(values, start=start)


def formatted(value: Any, spec: str = "") -> str:
    """``format(value, spec)``, with a width that fits into memory."""
    check_width(spec)
    return format(value, spec)


def check_width(spec: str) -> None:
    """Raises `TooLargeError` for a format with a width or precision that would fill the memory."""
    digits = "".join(letter if letter.isdigit() else " " for letter in spec).split()
    if any(len(number) > 5 for number in digits) or len(spec) > MOST_CHARACTERS:
        raise TooLargeError


def _number(kind: type, function: Callable[..., Any], noted: Noted | None = None) -> Callable[[Arguments], Any]:
    """``int`` or ``float``, called or as a class."""

    def describe(arguments: Arguments) -> Any:
        if not arguments.positional and not arguments.named and not arguments.incomplete:
            return kind()
        return computed(function, arguments, noted)

    return describe


def _bool(arguments: Arguments) -> Any:
    if not arguments.positional:
        return arguments.unknown() if arguments.incomplete else False
    value = arguments.positional[0]
    known = arguments.reader.truth(value)
    if known is not None:
        if is_number(value):
            arguments.reader.depends("NotEq", value, 0, known, arguments.place)
        return known
    return value if isinstance(value, Unknown) and not value.choices else arguments.unknown()


for _name in _PLAIN_MATH.split():
    if hasattr(math, _name):
        pure(getattr(math, _name), f"math.{_name}", noted=_NOTED.get(_name))
pure(_small(math.factorial), "math.factorial")
pure(_small(math.comb), "math.comb")
pure(_small(math.perm), "math.perm")
pure(product, "math.prod")
for _name in ("pi", "e", "inf", "nan", "tau"):
    LIBRARY[f"math.{_name}"] = getattr(math, _name)
for _name in ("exp", "sqrt", "phase", "polar", "log"):
    pure(getattr(cmath, _name), f"cmath.{_name}")
LIBRARY["int"] = Described(_number(int, _int, towards_zero), "int", int)
LIBRARY["float"] = Described(_number(float, float), "float", float)
LIBRARY["bool"] = Described(_bool, "bool", bool)
pure(complex, "complex", kind=complex)
pure(abs, "abs", "operator.abs", noted=magnitude)
pure(_round, "round", noted=rounded_half)
pure(power, "pow", "operator.pow")
pure(divmod, "divmod", noted=divided)
pure(hex, "hex")
pure(bin, "bin")
pure(oct, "oct")
pure(ord, "ord")
pure(chr, "chr")
pure(formatted, "format")
