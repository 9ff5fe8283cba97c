"""Combinators: curves made of curves."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from paddle_lrkit.curves._linear import linear
from paddle_lrkit.curves._slope import RAMPS, ramp
from paddle_lrkit.curves.base import Curve, Formula, curve
from paddle_lrkit.curves.values import rates_at
from paddle_lrkit.errors import ConfigError, argument_names, check_choice, check_integer, check_number, shown
from paddle_lrkit.messages import tr


@curve
def join(*curves: Curve) -> Formula:
    """One curve after the other.

    Part ``i`` starts at the sum of the lengths of the parts before it and is asked for the updates since its start.
    A segment is found by bisection, so the cost does not grow with the update.

    Args:
        curves: At least one; all but the last need an end.

    Raises:
        ConfigError: No curve, something that is not a curve, or a curve without an end before the last.

    Example:
        >>> from paddle_lrkit.curves import constant, linear
        >>> c = join(linear(0.0, 0.1, 10), constant(0.1, 80), linear(0.1, 0.0, 10))
        >>> c(5), c(50), c(95), c.length
        (0.05, 0.1, 0.05, 100)
    """
    if not curves:
        raise ConfigError(tr("needs at least one curve"), key="curves")
    for part in curves:
        check_curve("curves", part)
    for part in curves[:-1]:
        if part.length is None:
            raise ConfigError(
                tr("{} has no end, so nothing can follow it; cut it with .until(n)", shown(part)), key="curves"
            )
    starts = list(accumulate((part.length or 0 for part in curves[:-1]), initial=0))
    last, rates = curves[-1], [part.rate for part in curves]

    def at(update: int) -> float:
        segment = bisect_right(starts, update) - 1
        return rates[segment](update - starts[segment])

    def at_two(update: int) -> float:
        return rates[0](update) if update < starts[1] else rates[1](update - starts[1])

    def array(updates: Any, np: Any) -> Any:
        ends = [*np.searchsorted(updates, starts[1:]).tolist(), len(updates)]
        found, first = np.empty(len(updates)), 0
        for part, start, end in zip(curves, starts, ends, strict=True):
            if first < end:
                found[first:end] = rates_at(part, updates[first:end] - start, np)
            first = end
        return found

    def knots(stop: int) -> Iterator[int]:
        for start, part in zip(starts, curves, strict=True):
            yield start
            yield from (start + knot for knot in part.knots(min(stop - start, part.length or stop)))

    length = None if last.length is None else starts[-1] + last.length
    return Formula(at_two if len(curves) == 2 else at, length, knots, array, holds=True)


@curve
def scale(base: Curve, factor: float) -> Formula:
    """``lr(t) = factor * base(t)``

    Args:
        base: Any curve.
        factor: Not negative.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> scale(linear(0.1, 0.0, 10), 0.5)(5)
        0.025
    """
    check_curve("base", base)
    times, rate = check_number("factor", factor, at_least=0), base.rate
    return Formula(
        lambda update: rate(update) * times,
        base.length,
        base.knots,
        lambda updates, np: rates_at(base, updates, np) * times,
        holds=True,
    )


@curve
def clamp(base: Curve, low: float = 0.0, high: float | None = None) -> Formula:
    """``lr(t) = min(max(base(t), low), high)``

    Args:
        base: Any curve.
        low: Lower limit, >= 0.
        high: Upper limit, >= ``low``; None for none.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> clamp(linear(0.1, 0.0, 10), low=0.01)(10)
        0.01
    """
    check_curve("base", base)
    floor = check_number("low", low, at_least=0)
    roof = float("inf") if high is None else check_number("high", high, at_least=floor)
    planned = base.rate

    def at(update: int) -> float:
        rate = planned(update)
        return floor if rate < floor else roof if rate > roof else rate

    return Formula(
        at,
        base.length,
        base.knots,
        lambda updates, np: np.minimum(np.maximum(rates_at(base, updates, np), floor), roof),
        holds=True,
    )


@curve
def shift(base: Curve, updates: int) -> Formula:
    """The curve later or earlier: ``lr(t) = base(max(t - updates, 0))``.

    Args:
        base: Any curve.
        updates: Positive: the first value is held that long first. Negative: that many updates are left out.

    Example:
        >>> from paddle_lrkit.curves import linear
        >>> ramp = linear(0.1, 0.0, 10)
        >>> shift(ramp, 5)(7) == ramp(2), shift(ramp, -5)(2) == ramp(7)
        (True, True)
    """
    check_curve("base", base)
    by, rate = check_integer("updates", updates), base.rate

    def knots(stop: int) -> Iterator[int]:
        if by > 0:
            yield by
        yield from (knot + by for knot in base.knots(max(stop - by, 0)) if knot + by > 0)

    length = None if base.length is None else max(base.length + by, 0)
    return Formula(
        lambda update: rate(update - by if update > by else 0),
        length,
        knots,
        lambda asked, np: rates_at(base, np.maximum(asked - by, 0), np),
        holds=True,
    )


@curve
def until(base: Curve, length: int) -> Formula:
    """The first ``length`` updates of a curve; after them the value at ``length`` is held.

    Args:
        base: Any curve.
        length: Updates, >= 0.

    Example:
        >>> from paddle_lrkit.curves import constant, linear
        >>> constant(0.1).until(100).then(linear(0.1, 0.0, 10)).length
        110
    """
    check_curve("base", base)
    return Formula(
        base.rate,
        check_integer("length", length, at_least=0),
        base.knots,
        lambda updates, np: rates_at(base, updates, np),
    )


def warmup(
    body: Curve, length: int, start_lr: float = 0.0, shape: str = "linear", power: float = 2.0, offset: int = 0
) -> Curve:
    """A ramp to the first value of ``body``, then ``body`` from its beginning.

    Args:
        body: The curve after the warmup.
        length: Updates of warmup, >= 0; 0 gives ``body`` itself.
        start_lr: Rate at update 0, >= 0; > 0 for the shape ``exponential``.
        shape: Form of the ramp: ``constant`` or a shape of `decay`; see `ramp`.
        power: Exponent of the shape ``polynomial``, > 0.
        offset: Number of the first update in the ramp, >= 0: with 1, update ``t`` has ``(t + 1) / length`` of the rate.

    Raises:
        ConfigError: An argument is outside its range.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> c = warmup(cosine(0.1, 0.0, 90), 10)
        >>> c(0), c(5), c(10), c.length
        (0.0, 0.05, 0.1, 100)
        >>> c = warmup(cosine(0.1, 0.0, 90), 10, offset=1)
        >>> round(c(0), 12), round(c(4), 12), c(9), c(10)
        (0.01, 0.05, 0.1, 0.1)

    Reference: ``paddle.optimizer.lr.LinearWarmup``; arXiv 1706.02677.
    """
    check_curve("body", body)
    check_choice("shape", shape, RAMPS)
    if check_integer("length", length, at_least=0) == 0:
        return body
    with argument_names(start="start_lr"):
        if shape == "linear" and offset == 0:
            return join(linear(start_lr, body(0), length), body)
        return join(ramp(start_lr, body(0), length, shape, power, offset=offset), body)


def check_curve(name: str, value: object) -> None:
    """Raises a ConfigError when ``value`` is not a curve."""
    if not isinstance(value, Curve):
        raise ConfigError(tr("must be a curve, got {}", shown(value)), key=name)
