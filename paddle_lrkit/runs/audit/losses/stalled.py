"""A loss that stops falling: because the rate was lowered too early, or because it is never lowered."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.losses.course import LossCourse, spread
from paddle_lrkit.runs.audit.result import LossFinding
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, format_rate, format_share

_LOW = 0.05
"""Share of the highest rate below which little is learned."""
_REST = 0.25
_LEAST_ROWS, _PARTS = 20, 4
_SURE, _WORTH, _STOPS = 8.0, 0.03, 0.25
_FLAT_SHARE, _FLAT_ROWS, _FLAT_PARTS = 0.5, 200, 6
_HELD = 0.9
_MOST_ASKED = 500


def decayed_too_early(course: LossCourse) -> Iterator[LossFinding]:
    """The update at which the rate falls to almost nothing while the loss still falls, and then no longer.

    Only a rate that falls within few updates counts: where it falls slowly, the loss falls because of it.

    Args:
        course: The losses.
    """
    rates = [course.rows.rate[at] for at in course.at]
    highest, count = max(rates), len(rates)
    low = count
    while low > 0 and rates[low - 1] <= _LOW * highest:
        low -= 1
    rest = count - low
    if low == count or rest < max(_LEAST_ROWS, _REST * count) or course.finite < count:
        return
    length = min(rest, low // 2)
    held = max((at for at in range(low) if rates[at] > 0.5 * highest), default=0)
    if length < _LEAST_ROWS or low - held > max(length // 10, 1) or min(rates[low - length : held]) < 0.5 * highest:
        return
    before = _parts(course.numbers[low - length : low], _PARTS)
    after = _parts(course.numbers[low : low + length], _PARTS)
    noise = _noise(course.numbers[low - length : low]) / (length / _PARTS) ** 0.5
    fell = [first - second for first, second in pairwise(before)]
    if min(fell) <= 0 or before[0] - before[-1] < _SURE * noise or fell[-1] < 2 * noise:
        return
    keeps = 0.9 * min((fell[-1] / fell[0]) ** 0.5, 1.0)
    expected = fell[-1] * sum(keeps**power for power in range(1, _PARTS + 1))
    gained = before[-1] - fell[-1] / 2 - after[-1]
    if expected < max(_WORTH * abs(before[-1]), 3 * noise) or gained > _STOPS * expected:
        return
    update, rate = course.update(low), rates[low]
    text = tr(
        "The rate falls to {} at update {} while the loss still falls: by {:.3g} in the {} updates before, "
        "by {:.3g} in as many after. A later decay would have reached a lower loss.",
        *(format_rate(rate), format_count(update), before[0] - before[-1]),
        *(format_count(update - course.update(low - length)), gained),
    )
    numbers = {"fell_before": before[0] - before[-1], "fell_after": gained, "expected": expected}
    yield LossFinding("decay-too-early", text, update, course.line(low), rate, True, "medium", numbers)


def plateau(course: LossCourse, schedule: Schedule | None) -> Iterator[LossFinding]:
    """A loss that no longer falls under a rate that is never lowered.

    Args:
        course: The losses.
        schedule: The plan; without one it is not known whether the rate is lowered later.
    """
    count = len(course.loss)
    first = int(count * (1 - _FLAT_SHARE))
    if schedule is None or schedule.plateau is not None or count - first < _FLAT_ROWS or course.finite < count:
        return
    rates = [course.rows.rate[at] for at in course.at]
    if min(rates[first:]) < _HELD * max(rates) or not _never_lowered(schedule, course.update(count - 1)):
        return
    parts = _parts(course.numbers[first:], _FLAT_PARTS)
    noise = _noise(course.numbers[first:]) / ((count - first) / _FLAT_PARTS) ** 0.5
    level, fell = median(parts), course.start - median(parts)
    half = _FLAT_PARTS // 2
    moved = median(parts[:half]) - median(parts[half:])
    if level <= 0.01 * course.start or fell < 0.2 * course.start or noise == 0:
        return
    if max(parts) - min(parts) > 5 * noise or abs(moved) > 2 * noise or 5 * noise > 0.01 * fell:
        return
    update = course.update(first)
    text = tr(
        "The loss stays at {:.4g} from update {} to the end, {} of the run, at a constant rate of {}. The plan never "
        "lowers the rate; a decay at the end usually lowers the loss.",
        *(level, format_count(update), format_share((count - first) / count), format_rate(rates[-1])),
    )
    numbers = {"level": level, "moved": moved, "noise": noise}
    yield LossFinding("plateau", text, update, course.line(first), rates[-1], True, "medium", numbers)


def _parts(losses: Sequence[float], count: int) -> list[float]:
    """The medians of equal parts."""
    length = len(losses)
    return [median(losses[at * length // count : (at + 1) * length // count]) for at in range(count)]


def _noise(losses: Sequence[float]) -> float:
    """The standard deviation of a median of one row, from the steps between rows, so that a trend does not count."""
    steps = [after - before for before, after in pairwise(losses)]
    return 1.2533 * spread(steps) / 2**0.5


def _never_lowered(schedule: Schedule, last: int) -> bool:
    stop = max(schedule.total_updates, last + 1)
    try:
        planned = [schedule.curve(update) for update in (*range(0, stop, stop // _MOST_ASKED + 1), stop - 1)]
    except ConfigError:
        return False
    return planned[-1] >= _HELD * max(planned)
