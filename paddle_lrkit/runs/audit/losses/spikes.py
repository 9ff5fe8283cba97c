"""Losses that jump up and come back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from statistics import median

from paddle_lrkit.messages import join_sentences, tr
from paddle_lrkit.runs.audit.losses.blame import blame, planned_rise
from paddle_lrkit.runs.audit.losses.course import FIRST, LossCourse, spread
from paddle_lrkit.runs.audit.result import LossFinding
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count

_MOST = 5
"""A loss that jumps more often is a noisy one."""
_LEAST_ROWS = 30
_JUMPS, _NOISE, _ABOVE_OTHERS = math.log(4), 10.0, 3.0
"""How high a spike is, in logarithms: at least, in deviations, and in times the highest of the other rows."""
_OF_START = 0.2
_BACK, _BACK_WITHIN = math.log(1.5), 8


def spikes(course: LossCourse, schedule: Schedule | None, until: int | None) -> Iterator[LossFinding]:
    """The rows where the loss jumps far above its course and comes back, a few at most.

    Args:
        course: The losses.
        schedule: The plan.
        until: An update from which on the loss is lost anyway.
    """
    if len(course.levels) < _LEAST_ROWS or not course.positive:
        return
    above = [
        course.log_of(course.numbers[top]) - before for top, before in zip(course.tops, course.before, strict=True)
    ]
    above[:FIRST] = [0.0] * FIRST
    noise = max(spread(above[FIRST:]), 0.01)
    middle = median(above[FIRST:])
    found = _groups(above, middle + max(_JUMPS, _NOISE * noise))
    found.sort(key=lambda group: -max(above[at] for at in group))
    for peaks in range(min(len(found), _MOST), 0, -1):
        chosen = {at for group in found[:peaks] for at in range(group.start - 1, group.stop + _BACK_WITHIN)}
        others = max((each - middle for at, each in enumerate(above) if at not in chosen), default=0.0)
        lowest = min(max(above[at] for at in group) for group in found[:peaks]) - middle
        if lowest > _ABOVE_OTHERS * max(others, noise):
            break
    else:
        return
    for group in sorted(found[:peaks], key=lambda group: group.start):
        top = course.tops[max(group, key=above.__getitem__)]
        if (until is None or course.update(top) < until) and _is_spike(course, group, top, schedule):
            yield _finding(course, group, top, schedule)


def _groups(above: list[float], limit: float) -> list[range]:
    """The blocks in a row that are above a limit."""
    groups: list[range] = []
    for at, each in enumerate(above):
        if each > limit:
            if groups and at - groups[-1].stop <= 1:
                groups[-1] = range(groups[-1].start, at + 1)
            else:
                groups.append(range(at, at + 1))
    return groups


def _is_spike(course: LossCourse, group: range, top: int, schedule: Schedule | None) -> bool:
    """Whether the loss rises to a good part of what it was at the start, comes back, and no restart explains it."""
    base = math.exp(course.before[group.start])
    if course.numbers[top] - base < _OF_START * course.start:
        return False
    after = course.logs[group.stop : group.stop + _BACK_WITHIN]
    if not after or min(after) > math.log(max(base, 1e-300)) + _BACK:
        return False
    first = course.blocks[group.start].start
    near = 3 * course.gap * len(course.blocks[group.start])
    return not course.after_resume(first, near) and not planned_rise(course, first, schedule, 8 * near)


def _finding(course: LossCourse, group: range, top: int, schedule: Schedule | None) -> LossFinding:
    before = math.exp(course.before[group.start])
    limit = (before * course.numbers[top]) ** 0.5
    first = next(at for block in group for at in course.blocks[block] if course.numbers[at] >= limit)
    reason = blame(course, first, schedule)
    update = course.update(first)
    rows = sum(course.numbers[at] >= limit for block in group for at in course.blocks[block])
    text = tr(
        "The loss jumps to {:.4g} at update {}, {:.3g} times the median of the rows before, and comes back.",
        *(course.numbers[top], format_count(update), course.numbers[top] / before),
    )
    numbers = {"loss": course.numbers[top], "median_before": before, "rows": rows, **reason.numbers}
    text = str(join_sentences((text, reason.where, reason.reason)))
    line = course.line(first)
    return LossFinding("spike", text, update, line, reason.rate, reason.to_blame, reason.certainty, numbers)
