"""How much work and memory the values of a script may take."""

from __future__ import annotations

from typing import Any

MOST_ITEMS = 100_000
"""Items of a list, and letters of a text that a function makes longer."""
MOST_CHARACTERS = 1_000_000
MOST_BITS = 8192
"""Bits of an integer."""
MOST_CALLS = 2_000
"""Calls of a function of the script for the items of one list."""


def too_large(value: Any) -> bool:
    """Whether a value is larger than the reader keeps.

    Example:
        >>> too_large(range(10)), too_large(range(10**12)), too_large(2**10000)
        (False, True, True)
    """
    if isinstance(value, int):
        return value.bit_length() > MOST_BITS
    if isinstance(value, (str, bytes)):
        return len(value) > MOST_CHARACTERS
    if isinstance(value, range):
        return value != range(0) and abs(value[-1] - value[0]) // abs(value.step) >= MOST_ITEMS
    return isinstance(value, (list, tuple, dict, set, frozenset)) and len(value) > MOST_ITEMS


def power_too_large(base: Any, exponent: Any) -> bool:
    """Whether ``base ** exponent`` of integers has too many bits.

    Example:
        >>> power_too_large(10, 10**10), power_too_large(2, 10), power_too_large(10.0, 400)
        (True, False, False)
    """
    if not isinstance(base, int) or not isinstance(exponent, int) or base in (-1, 0, 1):
        return False
    return base.bit_length() * abs(exponent) > MOST_BITS
