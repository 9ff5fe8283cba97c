"""The rates are those of the plan times a factor: from the start, or from one update on."""

from __future__ import annotations

import math
from collections.abc import Iterator

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.compared import Applied, Compared
from paddle_lrkit.runs.audit.stories.milestones import planned_drops
from paddle_lrkit.runs.audit.stories.search import Found, WithNumber
from paddle_lrkit.runs.audit.stories.shifted import counted_twice_without_resume
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.text import format_count

_NICE = sorted(
    {number * 10.0**power for number in (1, 2, 3, 4, 5, 6, 8) for power in (-3, -2, -1, 0, 1, 2)}
    | {2.0**power for power in range(-7, 8)}
    | {1 / 3, 2 / 3, 1.5, 0.75, 0.25, 2.5, 1 / 6, 1 / 12, 1 / 24, 12.0, 16.0, 24.0, 32.0}
)


def other_peak(compared: Compared) -> Iterator[Story]:
    """``printed = f * plan``: one factor fits every row."""
    factor = common_factor(compared, range(len(compared.rows)))
    if factor is None or factor.low <= 1 <= factor.high:
        return
    text = tr("Every rate is {} times the planned one{}.", factor.words("{:.4g}"), _hint(factor))
    parameters = {"factor": factor.value, "factor_interval": factor.interval()}
    value = factor.value
    yield Story("other-peak", text, parameters, lambda update, process: value * compared.plan(update))


def common_factor(compared: Compared, rows: range) -> Found | None:
    """The interval of the factors between plan and rows that no row contradicts."""
    low, high = 0.0, math.inf
    for at in rows:
        planned, rate, near = compared.planned[at], compared.rows.rate[at], compared.tolerance[at]
        if planned <= 0:
            if abs(rate) > near:
                return None
            continue
        low, high = max(low, (rate - near) / planned), min(high, (rate + near) / planned)
        if low > high:
            return None
    if high is math.inf:
        return None
    inside = [number for number in _NICE if low <= number <= high]
    value = min(inside, key=lambda number: abs(number - (low + high) / 2)) if inside else (low + high) / 2
    return Found(value, low, high)


def _hint(factor: Found) -> str:
    """What such a factor usually comes from."""
    for number in (2, 4, 8, 16, 32, 64):
        if factor.low <= number <= factor.high:
            return tr(", as if the rate was scaled for {} times the batch or GPUs", number)
        if factor.low <= 1 / number <= factor.high:
            return tr(", as if the rate was planned for {} times the batch or GPUs", number)
    return ""


def jump(compared: Compared) -> Iterator[Story]:
    """The factor is 1 before an update and another from there on, perhaps until a second one."""
    differing = compared.differing
    if not differing or differing[0] == 0 or any(other_peak(compared)):
        return
    first, last = differing[0], differing[-1]
    inner = range(first, last + 1)
    median = compared.rows.printing.printed == "median"
    if median:
        inner = range(min(first + compared.rows.printing.window, last), last + 1)
        inner = range(min(first + 2, last), min(max(last - 2, first + 2), last) + 1) if len(inner) < 3 else inner
    factor = common_factor(compared, inner)
    if factor is None or factor.low <= 0 or factor.low <= 1 <= factor.high:
        return
    value = factor.value
    rows = compared.rows
    open_end = last == len(rows) - 1
    before = rows.update[first - 1] + 1

    def story(begin: float, end: float = math.inf) -> Applied:
        return lambda update, process: compared.plan(update) * (value if begin <= update < end else 1.0)

    def from_here(begin: float) -> Applied:
        return story(begin, rows.update[last] + 1 if not open_end else math.inf)

    begin = _place(compared, from_here, before - (rows.printing.window if median else 0), rows.update[first] + 1, first)
    if begin is None:
        return
    end = None
    if not open_end:
        begins = begin.value
        latest = rows.update[last + 1] + 1
        end = _place(compared, lambda stop: story(begins, stop), rows.update[last] - rows.printing.window, latest, None)
        if end is None:
            return
    applied = story(begin.value, end.value if end else math.inf)
    if not compared.explains(applied):
        return
    parameters = {
        "at": int(begin.value),
        "at_interval": [int(begin.low), int(begin.high)],
        "factor": value,
        "factor_interval": factor.interval(),
        "returns_at": int(end.value) if end else None,
    }
    at, times = format_count(int(begin.value)), factor.words("{:.4g}")
    if end:
        stop = format_count(int(end.value))
        text = tr("From update {} on every rate is {} times the planned one, until update {}.", at, times, stop)
    else:
        text = tr("From update {} on every rate is {} times the planned one.", at, times)
    if len(differing) == 1:
        text += tr(" One row shows it.")
    yield Story("jump", text, parameters, applied, _certainty(compared, begin, end))


def _certainty(compared: Compared, begin: Found, end: Found | None) -> str:
    if len(compared.differing) == 1:
        return "low"
    if end is None and any(counted_twice_without_resume(compared)):
        return "medium"
    return "medium" if _at_a_drop(compared, begin, end) else "high"


def _at_a_drop(compared: Compared, *places: Found | None) -> bool:
    """Whether the factor changes where a drop is planned, so that the drop itself may be early or late."""
    drops = planned_drops(compared)
    return any(place is not None and place.low - 1 <= drop <= place.high + 1 for place in places for drop in drops)


def _place(compared: Compared, story: WithNumber, low: int, high: int, first: int | None) -> Found | None:
    """Where a factor begins or ends: the updates for which the rows around it agree."""
    low = max(low, 0)
    rows = compared.rows
    near = [at for at in range(len(rows)) if low - 200 <= rows.update[at] <= high + 200][:400]

    def fits(at: int) -> bool:
        applied = story(float(at))
        return all(compared.misfit(applied, row) <= 0 for row in near if first is None or rows.update[row] <= high)

    good = [at for at in range(low, high + 1, max(1, (high - low) // 200)) if fits(at)]
    if not good:
        return None
    middle = good[-1]
    return Found(float(middle), float(good[0]), float(good[-1]))
