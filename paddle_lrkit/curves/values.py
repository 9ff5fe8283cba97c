"""The rates at many updates at once, by NumPy where it is installed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from paddle_lrkit.errors import ConfigError, check_integer

if TYPE_CHECKING:
    from paddle_lrkit.curves.base import Curve

MOST_EXACT = 2**53
"""Whole numbers up to here are exact as floats; rates at later updates are computed one by one."""


def values(curve: Curve, updates: Iterable[int]) -> Any:
    """See `Curve.values`."""
    try:
        import numpy as np
    except ImportError:
        return array("d", map(curve, updates))
    asked = updates if isinstance(updates, (range, np.ndarray)) else [_whole(update) for update in updates]
    if len(asked) and not _is_large_or_wrong(asked, np):
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                ascends = isinstance(asked, range) and asked.step > 0
                found = (rates_at if ascends else in_order)(curve, _int64(asked, np), np)
                return found if found.flags.writeable else found.copy()
        except (ArithmeticError, ConfigError):
            pass  # one by one, the curve says at which update it has no rate
    single = asked.tolist() if isinstance(asked, np.ndarray) else asked
    return np.fromiter(map(curve, single), float, len(asked))


def single_rates(curve: Curve, updates: Iterable[int]) -> list[float]:
    """The rates at builtin ints >= 0, one by one and without NumPy.

    Raises:
        ConfigError: A rate is too large for a float.
    """
    asked = list(updates)
    try:
        return list(map(curve.rate, asked))
    except OverflowError:
        return list(map(curve, asked))


def rates_at(curve: Curve, updates: Any, np: Any) -> Any:
    """`Curve.rate` at each of an ascending int64 array of updates, which is not empty."""
    formula, end = curve._array, len(updates)
    if formula is None:
        return np.fromiter(map(curve.rate, updates.tolist()), float, end)
    if curve.length is None or updates[-1] < curve.length:
        return formula(updates, np)
    found, end = np.empty(end), int(np.searchsorted(updates, curve.length))
    if end:
        found[:end] = formula(updates[:end], np)
    found[end:] = curve.rate(curve.length)
    return found


def in_order(curve: Curve, updates: Any, np: Any) -> Any:
    """The rates at updates in any order."""
    if (updates[1:] >= updates[:-1]).all():
        return rates_at(curve, updates, np)
    order = np.argsort(updates, kind="stable")
    found = np.empty(len(updates))
    found[order] = rates_at(curve, updates[order], np)
    return found


def repeated(curve: Curve, updates: Any, period: int, np: Any) -> Any:
    """The rates at the positions of ascending updates in a period."""
    positions = updates % period
    if period <= len(updates):
        return rates_at(curve, np.arange(period), np)[positions]
    return in_order(curve, positions, np)


def spread(np: Any, numbers: Sequence[float], starts: Sequence[float], updates: Any) -> Any:
    """``numbers[number of starts <= update]`` at ascending updates."""
    ends = np.searchsorted(updates, starts)
    return np.repeat(numbers, np.diff(ends, prepend=0, append=len(updates)))


def _whole(update: int) -> int:
    return update if type(update) is int else check_integer("update", update, at_least=0)


def _is_large_or_wrong(asked: Any, np: Any) -> bool:
    """Whether the updates have to be looked at one by one."""
    if isinstance(asked, np.ndarray):
        if asked.dtype.kind not in "iu" or asked.ndim != 1:
            return True
        return bool(asked.min() < 0 or asked.max() > MOST_EXACT)
    ends = (asked[0], asked[-1]) if isinstance(asked, range) else asked
    return min(ends) < 0 or max(ends) > MOST_EXACT


def _int64(asked: Any, np: Any) -> Any:
    if isinstance(asked, range):
        return np.arange(asked.start, asked.stop, asked.step, dtype=np.int64)
    return np.asarray(asked, dtype=np.int64)
