"""The rates at many updates at once, by NumPy where it is installed."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from paddle_lrkit.errors import check_integer

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
    whole = _whole_numbers(updates, np)
    if not len(whole):
        return np.empty(0)
    if min(whole[0], whole[-1], whole.min()) >= 0 and whole.max() <= MOST_EXACT:
        try:
            with np.errstate(over="raise", divide="raise", invalid="raise"):
                return in_order(curve, whole.astype(np.int64, copy=False), np)
        except (ArithmeticError, ValueError):
            pass  # one by one, the curve says at which update it cannot be computed
    return np.fromiter(map(curve, whole.tolist()), float, len(whole))


def in_order(curve: Curve, updates: Any, np: Any) -> Any:
    """The rates at updates in any order."""
    if (updates[1:] >= updates[:-1]).all():
        return curve.rates(updates, np)
    order = np.argsort(updates, kind="stable")
    found = np.empty(len(updates))
    found[order] = curve.rates(updates[order], np)
    return found


def repeated(curve: Curve, updates: Any, period: int, np: Any) -> Any:
    """The rates at the positions of ascending updates in a period."""
    positions = updates % period
    if period <= len(updates):
        return curve.rates(np.arange(period), np)[positions]
    return in_order(curve, positions, np)


def spread(np: Any, numbers: Sequence[float], starts: Sequence[float], updates: Any) -> Any:
    """``numbers[number of starts <= update]`` at ascending updates."""
    ends = np.searchsorted(updates, starts)
    return np.repeat(numbers, np.diff(ends, prepend=0, append=len(updates)))


def _whole_numbers(updates: Iterable[int], np: Any) -> Any:
    if isinstance(updates, range):
        return np.arange(updates.start, updates.stop, updates.step)
    if isinstance(updates, np.ndarray) and updates.dtype.kind in "iu" and updates.ndim == 1:
        return updates
    return np.array([one if type(one) is int else check_integer("update", one, at_least=0) for one in updates])
