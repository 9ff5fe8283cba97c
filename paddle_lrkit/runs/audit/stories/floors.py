"""The start is as planned, the end is another rate."""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.compared import Applied, Compared
from paddle_lrkit.runs.audit.stories.milestones import planned_drops
from paddle_lrkit.runs.audit.stories.search import Found
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.text import format_rate

_WRITTEN = 2
"""Digits of a floor that people write."""
_NOTHING = 1e-9
_LEAST = 0.25
"""Share of the decay that the rows must show."""


def other_floor(compared: Compared) -> Iterator[Story]:
    """The decay ends at another rate: it is scaled between the peak and that rate, or cut off there."""
    if not compared.differing:
        return
    warmup, updates = compared.warmup, compared.updates
    peak, floor = compared.curve(warmup), _lowest(compared)
    if peak <= floor:
        return
    certainty = "medium" if planned_drops(compared) else "high"  # a drop that does not come prints the same rows
    for found, applied in _scaled(compared, peak, floor, warmup):
        end = applied(updates, 0)
        if abs(end) <= _NOTHING * peak and compared.plan(updates) > 0 and _straight(compared, warmup, updates):
            text = tr("The rows are those of a linear decay to 0, and the plan ends at {}.", format_rate(floor))
            yield Story("other-schedule", text, {"seen": "linear"}, applied)
        yield _told(found, floor, applied, certainty)
    yield from (_told(found, floor, applied, certainty) for found, applied in _cut(compared, floor, warmup))


def _straight(compared: Compared, warmup: int, updates: int) -> bool:
    """Whether the planned decay is a straight line."""
    begin, middle, end = (compared.curve(at) for at in (warmup, (warmup + updates) // 2, updates))
    part = ((warmup + updates) // 2 - warmup) / max(updates - warmup, 1)
    return abs(begin + (end - begin) * part - middle) <= 1e-9 * begin


def _lowest(compared: Compared) -> float:
    """The lowest rate after the warmup."""
    return min(compared.curve(update) for update in (compared.updates - 1, *_after(compared)))


def _after(compared: Compared) -> list[int]:
    return [knot for knot in compared.curve.knots(compared.updates) if knot >= compared.warmup]


def _scaled(compared: Compared, peak: float, floor: float, warmup: int) -> Iterator[tuple[Found, Applied]]:
    """``peak - (peak - plan) * (peak - seen) / (peak - floor)``: an interval for ``seen`` from every row."""
    low, high = -math.inf, math.inf
    rows, lowest = compared.rows, peak
    reach = rows.printing.window if rows.printing.printed == "median" and warmup else 0
    for at, update in enumerate(rows.update):
        planned, rate, near = compared.planned[at], rows.rate[at], compared.tolerance[at]
        if update - reach < warmup:
            continue
        fallen = (peak - planned) / (peak - floor)
        lowest = min(lowest, planned)
        if fallen > 1e-12:
            low = max(low, peak - (peak - rate + near) / fallen)
            high = min(high, peak - (peak - rate - near) / fallen)
    if low > high or not math.isfinite(low + high) or peak - lowest < _LEAST * (peak - floor):
        return
    found = _chosen(low, high)
    part = (peak - found.value) / (peak - floor)

    def applied(update: int, process: int) -> float:
        planned = compared.plan(update)
        return planned if update < warmup else peak - (peak - planned) * part

    if high >= 0 and not low <= floor <= high and found.value < peak and compared.explains(applied):
        yield found, applied


def _cut(compared: Compared, floor: float, warmup: int) -> Iterator[tuple[Found, Applied]]:
    """``max(plan, seen)`` after the warmup."""
    rows = compared.rows
    last = len(rows) - 1
    if rows.rate[last] <= compared.planned[last] or rows.update[last] < warmup:
        return
    near = compared.tolerance[last]
    value = rows.rate[last]
    if float(f"{value:.{_WRITTEN}g}") != value:
        return  # people do not write such a floor: the scheduler stopped there

    def applied(update: int, process: int) -> float:
        planned = compared.plan(update)
        return planned if update < warmup else max(planned, value)

    if compared.explains(applied) and value - near > floor and rows.rate[last] < max(rows.rate):
        yield Found(value, value - near, value + near), applied


def _chosen(low: float, high: float) -> Found:
    """The value of an interval with the fewest digits."""
    middle = (low + high) / 2
    for digits in range(1, 9):
        value = float(f"{middle:.{digits}g}")
        if low <= value <= high:
            return Found(value, low, high)
    return Found(middle, low, high)


def _told(found: Found, floor: float, applied: Applied, certainty: str) -> Story:
    text = tr(
        "The schedule ends at {}, and {} is planned; its start agrees.", format_rate(found.value), format_rate(floor)
    )
    parameters = {"planned_floor": floor, "seen_floor": found.value, "seen_floor_interval": found.interval()}
    return Story("other-floor", text, parameters, applied, certainty)
