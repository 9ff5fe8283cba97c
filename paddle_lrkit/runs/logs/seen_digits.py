"""How exactly the rates of a log of one's own are written, from the whole column."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from paddle_lrkit.suites.log_format import PrintedDigits

EXACT = PrintedDigits("exact")
FLOAT = struct.Struct("<f")

_DOUBLE_DIGITS = 16
"""A float of a computed rate has at least as many in some row."""
_FEW_DIGITS = 5
"""Tidy rates such as 0.00025 have no more, so that these alone do not show that a column was rounded."""
_SINGLE_DIGITS = range(6, 10)
_MOST_ROWS = 4096


class _Written(NamedTuple):
    """A number as written: its text, significant digits, the place of the last one, places after the point."""

    text: str
    significant: int
    last: int
    places: int
    exponent: bool


def seen_digits(texts: Iterable[str], rates: Sequence[float], tidy: PrintedDigits) -> PrintedDigits:
    """How exactly a column is written.

    Zeros at the end of some numbers show a fixed width. Without them, the most significant digits, or the most
    decimals, of any number are the limit of the column, if some of its numbers needed more. Rates that are tidy anyway,
    such as those of a step decay, do not show it.

    Args:
        texts: Distinct numbers of the column, as written.
        rates: The rates in the order of the log.
        tidy: The answer for a column that does not show it.

    Example:
        >>> seen_digits(["0.100000", "0.099500"], [0.1, 0.0995], EXACT).words
        '6 decimals'
        >>> seen_digits(["0.1", "0.099346278", "0.095"], [0.1, 0.099346278, 0.095], EXACT).words
        '8 significant digits'
        >>> seen_digits(["0.1", "0.01"], [0.1, 0.01], EXACT).words
        'repr of a float'
    """
    written = [_written(text) for text in texts]
    fixed = _fixed(written)
    if fixed is not None:
        return fixed
    numbers = [each for each in written if each.significant]
    most = max((each.significant for each in numbers), default=0)
    if most >= _DOUBLE_DIGITS:
        return PrintedDigits("float32") if all(is_single(float(each.text)) for each in numbers) else EXACT
    if _is_shortest_single(numbers):
        return PrintedDigits("float32")
    last = max((each.last for each in numbers), default=0)
    if most <= _FEW_DIGITS and not _wavers(rates[:_MOST_ROWS], last):
        return EXACT if any(each.text.endswith(".0") for each in written) else tidy
    cut = sum(each.significant == most for each in numbers)
    if last > 0 and sum(each.last == last for each in numbers) > cut:
        return PrintedDigits("decimals", last)
    return PrintedDigits("significant", most)


def is_single(value: float) -> bool:
    """Whether a float32 holds a number exactly."""
    try:
        return bool(FLOAT.unpack(FLOAT.pack(value))[0] == value)
    except OverflowError:
        return False


def single(value: float) -> float:
    """The float32 next to a number."""
    try:
        return float(FLOAT.unpack(FLOAT.pack(value))[0])
    except OverflowError:
        return value


def _written(text: str) -> _Written:
    mantissa, _, exponent = text.lower().lstrip("+-").partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    kept = digits.rstrip("0")
    power = int(exponent) if exponent else 0
    last = len(fraction) - (len(digits) - len(kept)) - power
    return _Written(text, len(kept), last, len(fraction), bool(exponent))


def _fixed(written: list[_Written]) -> PrintedDigits | None:
    """The width of a column whose numbers all have the same number of places, zeros included."""
    places = written[0].places if written else 0
    if places < 2 or any(each.places != places or each.exponent != written[0].exponent for each in written):
        return None
    if not any(each.text.lower().partition("e")[0].endswith("0") for each in written):
        return None
    return PrintedDigits("significant", places + 1) if written[0].exponent else PrintedDigits("decimals", places)


def _is_shortest_single(numbers: list[_Written]) -> bool:
    """Whether each number is the shortest text of a float32, which rounded float64 are not for long."""
    long = [each for each in numbers if each.significant >= _SINGLE_DIGITS[0]]
    return len(long) >= 8 and all(each.significant == _shortest_single(float(each.text)) for each in long)


def _shortest_single(value: float) -> int:
    for digits in _SINGLE_DIGITS:
        text = f"{value:.{digits}g}"
        if single(float(text)) == single(value):
            return _written(text).significant
    return 0


def _wavers(rates: Sequence[float], last: int) -> bool:
    """Whether the slope changes by single units of the last place, as rounding makes it; tidy ramps are even."""
    units = [round(rate * 10.0**last) for rate in rates if rate == rate and abs(rate) < 1e9] if last < 300 else []
    steps = [after - before for before, after in pairwise(units)]
    moved = sum(step != 0 for step in steps)
    wavering = sum(abs(after - before) == 1 for before, after in pairwise(steps))
    return wavering >= 4 and wavering > moved / 5
