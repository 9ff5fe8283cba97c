"""Whether a schedule is the same over the samples seen: ``rate'(u) = f * rate(k * u)``.

Each run is compared with the other one at 200 updates. An update begins at the same samples as an update of the other
run, or at the same share of the run where an epoch has no whole number of updates of both sizes. A length is a whole
number of updates, so a warmup or a milestone may come half an update of the coarser run earlier or later (that run
with more samples in an update), and one that counts from a rounded warmup a whole one. The rate must therefore lie
between the lowest and the highest rate, times ``f``, of the other run from one coarser update before those samples to
one after them. Between two updates of the coarser run, the finer one may differ by as much as the coarser one changes
in an update there; jumps do not count. A warmup that is shorter than one coarser update may be missing. A repeated
length that was rounded moves everything in proportion to the update.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from paddle_lrkit.curves import Curve
from paddle_lrkit.suites.schedule import Schedule

POINTS = 200
_SPREAD = 64
_MOST_JUMPS = 100
_FEW = 20_000
_TOLERANCE = 1e-9


@dataclass(frozen=True)
class CurveMismatch:
    """Where a schedule is not the same over the samples seen.

    Args:
        update: Update afterwards.
        rate: Its rate.
        expected: The nearest rate that would be right.
        before: The update before with the same samples.
    """

    update: int
    rate: float
    expected: float
    before: int


def largest_difference(
    before: Schedule,
    after: Schedule,
    times: Fraction,
    rate_factor: float,
    stretch: float = 0.0,
    begin: int = 0,
    later: int = 0,
) -> CurveMismatch | None:
    """The largest difference over a run; None when the schedules agree.

    Args:
        before: The schedule before.
        after: The schedule afterwards.
        times: ``k``, samples in an update afterwards, divided by those before.
        rate_factor: ``f``.
        stretch: The largest share by which a repeated length was rounded.
        begin: First update that is compared.
        later: Updates that everything may come later than before.

    Example:
        >>> from paddle_lrkit.curves import cosine
        >>> from paddle_lrkit.units import RunLength
        >>> before = Schedule(cosine(0.1, 0.0, 800), "lrkit", RunLength(800))
        >>> after = Schedule(cosine(0.4, 0.0, 200), "lrkit", RunLength(200))
        >>> largest_difference(before, after, Fraction(4), 4.0)
        >>> largest_difference(before, after, Fraction(4), 2.0).expected < 0.25
        True
    """
    if not before.total_updates or not after.total_updates:
        return None
    found = []
    forward = _worst(after, before, times, rate_factor, stretch, begin, later)
    if forward is not None:
        update, rate, nearest = forward
        found.append(CurveMismatch(update, rate, nearest, math.floor(times * update)))
    backward = None if later else _worst(before, after, 1 / times, 1 / rate_factor, stretch)
    if backward is not None:
        update, rate, _ = backward
        same = min(math.floor(update / times), after.total_updates - 1)
        found.append(CurveMismatch(same, after.curve(same), rate_factor * rate, update))
    return max(found, key=lambda one: abs(one.rate - one.expected), default=None)


def _worst(
    sampled: Schedule, other: Schedule, times: Fraction, factor: float, stretch: float, begin: int = 0, later: int = 0
) -> tuple[int, float, float] | None:
    """The update of a run with the largest difference to another run, its rate, and the nearest one that is right.

    Args:
        sampled: The run whose updates are compared.
        other: The other run.
        times: Updates of the other run in one of this run.
        factor: Factor of the other run's rates.
        stretch: As in `largest_difference`, and the next two.
        begin: First update.
        later: Updates that everything may come later.
    """
    length = sampled.total_updates
    share, coarse = Fraction(other.total_updates, length), max(times, Fraction(1))
    stop = math.ceil(max(times, share) * (length + 1) * (1 + Fraction(stretch)) + coarse)
    others = _Extremes(other.curve, stop)
    tolerance = _TOLERANCE * factor * abs(other.peak_lr)
    held, per_update, scale = (
        (_Held(sampled.curve, length), Fraction(1), 1.0)
        if times >= 1
        else (_Held(other.curve, other.total_updates), times, factor)
    )
    worst: tuple[float, tuple[int, float, float]] | None = None
    for update in _points(sampled.curve, begin, length):
        first, last = min(times, share) * max(update - later, 0), max(times, share) * (update + 1)
        slack = coarse + Fraction(stretch) * last
        begins, ends = math.floor(first - slack), math.ceil(last + slack)
        low, high = others.between(begins, ends - 1) if times >= 1 else others.around(begins, ends)
        if times < 1 and begins < 0:
            low = min(low, 0.0)
        rate = sampled.curve(update)
        nearest = min(max(rate, factor * low), factor * high)
        distance = abs(rate - nearest)
        if distance <= tolerance or distance <= scale * held.change_before(math.floor(update * per_update)):
            continue
        if worst is None or not distance <= worst[0]:
            worst = distance, (update, rate, nearest)
    return worst[1] if worst else None


def _points(curve: Curve, begin: int, length: int) -> list[int]:
    """Updates over the whole run, and both sides of its first jumps and bends."""
    spread = {begin + part * (length - 1 - begin) // (POINTS - 1) for part in range(POINTS)}
    near = {update for knot in curve.knots(length)[:_MOST_JUMPS] for update in (knot - 1, knot)}
    return sorted(update for update in spread | near if begin <= update < length)


def _bends(curve: Curve, stop: int) -> list[int]:
    """The updates at which a curve jumps, bends or ends."""
    end = [curve.length] if curve.length is not None and curve.length < stop else []
    return sorted({*curve.knots(stop), *end})


class _Extremes:
    """The lowest and the highest rate of a curve between two updates, also of a bend between two whole updates."""

    def __init__(self, curve: Curve, stop: int) -> None:
        self._curve, self._knots = curve, _bends(curve, stop)

    def between(self, first: int, last: int) -> tuple[float, float]:
        first = max(first, 0)
        last = max(last, first)
        knots = self._knots[bisect_left(self._knots, first) : bisect_right(self._knots, last)]
        knots = knots[:: max(len(knots) // _SPREAD, 1)]
        rates = [rate for update in self._updates(first, last, knots) if math.isfinite(rate := self._curve(update))]
        overshoot = max((self._overshoot(knot) for knot in knots if knot), default=0.0)
        return min(rates, default=math.nan) - overshoot, max(rates, default=math.nan) + overshoot

    def around(self, first: int, last: int) -> tuple[float, float]:
        """The same for a few updates, and by how much the rate changes in an update there without its largest jump.

        Many updates, where epochs of both runs have not the same share of them, are not looked at one by one.
        """
        if last - first > _FEW:
            return self.between(first - 1, last + 1)
        rates = [self._curve(update) for update in range(max(first - 1, 0), last + 2)]
        rates = [rate for rate in rates if math.isfinite(rate)]
        changes = sorted(abs(later - earlier) for earlier, later in pairwise(rates))
        more = changes[-2] if len(changes) > 1 else 0.0
        inside = rates[1 if first > 0 else 0 : -1] or [math.nan]
        return min(inside) - more, max(inside) + more

    def _updates(self, first: int, last: int, knots: list[int]) -> Sequence[int]:
        if last - first <= _SPREAD:
            return range(first, last + 1)
        near = {update for knot in knots for update in (knot - 1, knot) if first <= update <= last}
        return sorted(near | {first + (last - first) * part // _SPREAD for part in range(_SPREAD + 1)})

    def _overshoot(self, knot: int) -> float:
        """How far a bend between two updates may be beyond both: the smaller change around it, 0 for a jump."""
        changes = [abs(self._curve(update + 1) - self._curve(update)) for update in (knot - 1, knot)]
        return min(change if math.isfinite(change) else 0.0 for change in changes)


class _Held:
    """The rates of a curve that are held after a decay: that of the last update of the decay, not of its end."""

    def __init__(self, curve: Curve, stop: int) -> None:
        self._curve, self._knots = curve, _bends(curve, stop)

    def change_before(self, update: int) -> float:
        """The change in the update before the rate was held; 0 when it is not held, or was held before a jump too."""
        position = bisect_right(self._knots, update)
        knot = self._knots[position - 1] if position else 0
        if knot < 3 or self._curve(knot) != self._curve(update):
            return 0.0
        return min(abs(self._curve(one) - self._curve(one - 1)) for one in (knot - 1, knot - 2))
