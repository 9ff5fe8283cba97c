"""How exactly the rates of a log of one's own are written, from the whole column."""

from __future__ import annotations

import math
import struct
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import NamedTuple

from paddle_lrkit.suites.log_format import PrintedDigits

EXACT = PrintedDigits("exact")
FLOAT = struct.Struct("<f")

_DOUBLE_DIGITS = 16
"""A float of a computed rate has at least as many in some row."""
_FEW_DIGITS, _LEAST_DIGITS = 5, 3
"""Tidy rates such as 0.00025 have no more, so that these alone do not show that a column was rounded."""
_SINGLE_DIGITS, _USUAL_SINGLE = range(6, 10), 8
_EITHER = PrintedDigits("significant", 7)
"""Of a column that may be float32, or rounded to digits that are no finer: either is within these."""
_CHANCE = 1e-3
_MOST_ROWS, _MOST_PLACES = 4096, 30


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
    numbers = [each for each in written if each.significant]
    fixed = _fixed(written, numbers)
    if fixed is not None:
        return fixed
    most = max((each.significant for each in numbers), default=0)
    if most > _SINGLE_DIGITS[-1] and all(is_single(float(each.text)) for each in numbers):
        return PrintedDigits("float32")
    if most >= _DOUBLE_DIGITS:
        return EXACT
    if _are_shortest_singles(numbers):
        return PrintedDigits("float32") if _only_singles(numbers, most) else _EITHER
    last = max((each.last for each in numbers), default=0)
    if most <= _FEW_DIGITS and not _is_rounded(rates[:_MOST_ROWS], last):
        return EXACT if any(each.text.endswith(".0") for each in written) else tidy
    cut = sum(each.significant == most for each in numbers) + (most > _FEW_DIGITS) / 2
    ended = sum(each.last == last for each in numbers)
    if last > 0 and (ended >= cut or (most < _LEAST_DIGITS and 2 * ended >= len(numbers))):
        return PrintedDigits("decimals", last)
    return PrintedDigits("significant", most) if most >= _LEAST_DIGITS else tidy


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


def _fixed(written: list[_Written], numbers: list[_Written]) -> PrintedDigits | None:
    """The width of a column whose numbers all have the same number of places, zeros included."""
    places = {each.places for each in written}
    if any(each.exponent and 1e-4 <= abs(float(each.text)) < 1e6 for each in numbers):
        return PrintedDigits("significant", max(places) + 1)
    if len(places) != 1 or (width := places.pop()) < 2 or len({each.exponent for each in written}) != 1:
        return None
    padded = any(each.text.lower().partition("e")[0].endswith("0") for each in written)
    digits = {each.significant for each in numbers}
    if not padded and (len(numbers) < 3 or len(digits) == 1 or max(digits) >= _DOUBLE_DIGITS):
        return None
    return PrintedDigits("significant", width + 1) if written[0].exponent else PrintedDigits("decimals", width)


def _are_shortest_singles(numbers: list[_Written]) -> bool:
    """Whether each number is the shortest text of a float32, which rounded float64 are not for long."""
    long = [each for each in numbers if each.significant >= _SINGLE_DIGITS[0]]
    full = sum(each.significant >= _USUAL_SINGLE for each in long)
    if not full or 4 * full < len(long) or any(each.significant > _SINGLE_DIGITS[-1] for each in long):
        return False
    return all(each.significant == _shortest_single(float(each.text)) for each in long)


def _only_singles(numbers: list[_Written], most: int) -> bool:
    """Whether rounded numbers with as many digits are hardly ever all of them texts of a float32."""
    chance = 1.0
    for value in (abs(float(each.text)) for each in numbers):
        step = 10.0 ** (math.floor(math.log10(value)) + 1 - most)
        chance *= min(step / 2.0 ** (math.floor(math.log2(value)) - 23), 1.0)
    return chance < _CHANCE


def single_text(value: float) -> str:
    """The shortest text of a float32, with at least 6 digits where it needs them."""
    texts = (f"{value:.{digits}g}" for digits in _SINGLE_DIGITS)
    return next((text for text in texts if single(float(text)) == single(value)), "")


def _shortest_single(value: float) -> int:
    return _written(single_text(value)).significant


def _is_rounded(rates: Sequence[float], last: int) -> bool:
    """Whether a column with few digits is a rounded curve: the steps of tidy ramps and of drops are few and even."""
    units = [round(rate * 10.0**last) for rate in rates if abs(rate) < 1e9] if last < _MOST_PLACES else []
    steps = [after - before for before, after in pairwise(units)]
    moved = sum(step != 0 for step in steps)
    wavering = sum(abs(after - before) == 1 for before, after in pairwise(steps))
    different = len({step for step in steps if step})
    return (wavering >= 4 and wavering > moved / 50) or (
        different >= 3 and different > moved / 3 and moved > len(steps) / 2
    )
