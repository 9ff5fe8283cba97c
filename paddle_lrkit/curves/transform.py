"""Combinators that change a whole curve: product, repeat, stretch, mirror, reflect."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from functools import reduce
from operator import mul
from typing import Any

from paddle_lrkit.curves.base import MOST_REGULAR, Curve, Formula, curve, first_and_last
from paddle_lrkit.curves.compose import check_curve
from paddle_lrkit.curves.values import MOST_EXACT, rates_at, repeated
from paddle_lrkit.errors import ConfigError, check_integer, check_number, shown
from paddle_lrkit.messages import tr


@curve
def product(*curves: Curve) -> Formula:
    """``lr(t) = curves[0](t) * curves[1](t) * ...``

    Args:
        curves: At least one. The product ends where the last of them ends.

    Raises:
        ConfigError: No curve, or something that is not a curve.

    Example:
        >>> from paddle_lrkit.curves import linear, step
        >>> product(step(1.0, 10, 0.5), linear(0.1, 0.0, 20))(10)
        0.025
    """
    if not curves:
        raise ConfigError(tr("needs at least one curve"), key="curves")
    for part in curves:
        check_curve("curves", part)
    lengths = [part.length for part in curves if part.length is not None]
    length = max(lengths) if len(lengths) == len(curves) else None
    rates = [part.rate for part in curves]
    return Formula(
        lambda update: math.prod([rate(update) for rate in rates]),
        length,
        range,
        lambda updates, np: reduce(mul, [rates_at(part, updates, np) for part in curves]),
    )


@curve
def repeat(base: Curve, times: int | None = None) -> Formula:
    """A curve repeated from its start each time it ends.

    ``lr(t) = base(t % base.length)``

    Args:
        base: A curve with an end.
        times: How often, >= 1; the last time it stays at its last value. None for always.

    Raises:
        ConfigError: ``base`` has no end, or ``times`` is below 1.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> saw = repeat(linear(0.1, 0.0, 10), times=3)
        >>> saw(5), saw(10), saw(30), saw.length
        (0.05, 0.1, 0.0, 30)
    """
    period = _period("base", base)
    total = None if times is None else period * check_integer("times", times, at_least=1)

    def knots(stop: int) -> Iterator[int]:
        inside = (0, *base.knots(period))
        for begin in first_and_last(range(0, stop, period), max(MOST_REGULAR // len(inside), 1)):
            yield from (begin + knot for knot in inside)

    rate = base.rate
    return Formula(
        lambda update: rate(period if update == total else update % period),
        total,
        knots,
        lambda updates, np: repeated(base, updates, period, np),
    )


@curve
def stretch(base: Curve, length: int) -> Formula:
    """A curve brought to another length.

    ``lr(t) = base(t * base.length / length)``, linear between two updates of ``base``; a jump stays a jump

    Args:
        base: A curve with an end.
        length: Updates, >= 1.

    Raises:
        ConfigError: ``base`` has no end, or ``length`` is below 1.

    Example:
        >>> from paddle_lrkit.curves import linear, multistep
        >>> stretch(linear(0.1, 0.0, 10), 1000)(505)
        0.0495
        >>> steps = stretch(multistep(0.1, [8], 0.5).until(10), 100)
        >>> steps(79), steps(80)
        (0.1, 0.05)
    """
    old = _period("base", base)
    new = check_integer("length", length, at_least=1)
    bends = frozenset(base.knots(old + 1))
    crowded = len(bends) >= 2 * MOST_REGULAR

    rate = base.rate

    def at(update: int) -> float:
        before, part = divmod(update * old, new)
        first = rate(before)
        if part == 0 or ((crowded or before + 1 in bends) and _jumps(rate, before)):
            return first
        return first + (rate(before + 1) - first) * part / new

    def array(updates: Any, np: Any) -> Any:
        before, part = np.divmod(updates * old, new)
        first = rates_at(base, before, np)
        found = first + (rates_at(base, before + 1, np) - first) * part / new
        for index in np.flatnonzero(np.isin(before + 1, list(bends))).tolist():
            found[index] = at(int(updates[index]))
        return found

    is_exact = not crowded and old * new < MOST_EXACT
    return Formula(at, new, tuple(-(-knot * new // old) for knot in sorted(bends)), array if is_exact else None)


def _jumps(rate: Callable[[int], float], before: int) -> bool:
    """Whether the change after ``before`` is more than twice its neighbours."""
    left = abs(rate(before) - rate(before - 1)) if before else 0.0
    right = abs(rate(before + 2) - rate(before + 1))
    return abs(rate(before + 1) - rate(before)) > 2 * max(left, right)


@curve
def mirror(base: Curve) -> Formula:
    """A curve backwards.

    ``lr(t) = base(base.length - t)``

    Args:
        base: A curve with an end.

    Raises:
        ConfigError: ``base`` has no end.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> mirror(cosine(0.1, 0.0, 10))(10)
        0.1
    """
    last, rate = _period("base", base), base.rate
    return Formula(
        lambda update: rate(last - update),
        last,
        tuple(last - knot for knot in reversed(base.knots(last + 1))),
        lambda updates, np: rates_at(base, last - updates[::-1], np)[::-1],
    )


@curve
def reflect(base: Curve, low: float, high: float) -> Formula:
    """A curve upside down, such as a momentum that falls while the rate rises.

    ``lr(t) = max(low + high - base(t), 0)``

    Args:
        base: Any curve, usually between ``low`` and ``high``.
        low: New value of ``high``, >= 0.
        high: New value of ``low``, >= ``low``.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> reflect(linear(0.0, 1.0, 10), 0.0, 1.0)(2)
        0.8
    """
    check_curve("base", base)
    bottom = check_number("low", low, at_least=0)
    both, rate = bottom + check_number("high", high, at_least=bottom), base.rate
    return Formula(
        lambda update: max(both - rate(update), 0.0),
        base.length,
        base.knots,
        lambda updates, np: np.maximum(both - rates_at(base, updates, np), 0.0),
    )


def _period(name: str, base: Curve) -> int:
    check_curve(name, base)
    if not base.length:
        raise ConfigError(tr("must have an end, {} has none; cut it with .until(n)", shown(base)), key=name)
    return base.length
