"""A loss that explodes, or rises at once and does not come back."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import accumulate, pairwise
from statistics import median

from paddle_lrkit.messages import join_sentences, tr
from paddle_lrkit.runs.audit.losses.blame import blame, planned_rise
from paddle_lrkit.runs.audit.losses.course import LossCourse, spread
from paddle_lrkit.runs.audit.result import LossFinding
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, plural

_EXPLODES, _EXPLODES_AT_ONCE = 1e3, 1e6
"""Factor of all later losses on all earlier ones that noise does not reach; the second for a single row on one side."""
_LARGE = 10.0
_RISES, _NOISE = 3.0, 12.0
_LEAST, _LOOK_BACK = 8, 100
_OF_START = 0.5
_STAYS = 0.5


def diverged(course: LossCourse, schedule: Schedule | None) -> Iterator[LossFinding]:
    """The place where the loss leaves its course for good, if it does.

    Args:
        course: The losses.
        schedule: The plan.
    """
    if len(course.levels) < 2 or not course.positive:
        return
    block = _explosion(course)
    explodes = block is not None
    if block is None:
        block = _rise(course, schedule)
    if block is None:
        return
    before, after = course.levels[block - 1], course.levels[block]
    first = next(at for at in course.blocks[block] if course.numbers[at] ** 2 >= before * after)
    highest = max(course.levels[block:])
    reason = blame(course, first, schedule)
    update = format_count(course.update(first))
    if explodes:
        text = tr("The loss explodes at update {}: {:.4g} after {:.4g}", update, after, before)
        text += tr(", and up to {:.4g} later.", highest) if highest > 2 * after else tr(".")
    else:
        rest = course.update(course.finite - 1) - course.update(first)
        text = tr(
            "The loss rises from {:.4g} to {:.4g} at update {} and does not come back in the {} that follow.",
            *(before, after, update, plural(rest, "update")),
        )
    numbers = {"before": before, "after": after, "rows_after": course.finite - first, **reason.numbers}
    text = str(join_sentences((text, reason.where, reason.reason)))
    line, update_ = course.line(first), course.update(first)
    yield LossFinding("diverged", text, update_, line, reason.rate, reason.to_blame, reason.certainty, numbers)


def _lowest_from(course: LossCourse) -> list[float]:
    """For each block the lowest level from it on."""
    return list(accumulate(reversed(course.levels), min))[::-1]


def _explosion(course: LossCourse) -> int | None:
    """The first block from which all levels are a thousand times all earlier ones."""
    levels, lowest = course.levels, _lowest_from(course)
    highest = levels[0]
    for block in range(1, len(levels)):
        few = block in (1, len(levels) - 1)
        if lowest[block] > (_EXPLODES_AT_ONCE if few else _EXPLODES) * highest and lowest[block] > _LARGE:
            return block
        highest = max(highest, levels[block])
    return None


def _rise(course: LossCourse, schedule: Schedule | None) -> int | None:
    """The first block from which all levels are three times all those before, far beyond the noise."""
    levels, lowest = course.levels, _lowest_from(course)
    last = median(levels[-_LEAST:])
    for block in range(_LEAST, len(levels) - _LEAST + 1):
        highest = max(levels[max(block - _LOOK_BACK, 0) : block])
        if lowest[block] < _RISES * highest or lowest[block] < _OF_START * course.start:
            continue
        if last < _STAYS * max(levels[block:]):
            continue  # one loss in a mean that the program runs over the epoch
        noise = spread([after - before for before, after in pairwise(course.logs[:block])])
        first = course.blocks[block].start
        near = 3 * course.gap * len(course.blocks[block])
        if math.log(lowest[block] / max(highest, 1e-300)) < _NOISE * noise or course.after_resume(first, near):
            continue
        if planned_rise(course, first, schedule, _LEAST * near):
            continue
        return block
    return None
