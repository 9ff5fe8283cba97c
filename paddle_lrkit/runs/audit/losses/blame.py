"""Whether the learning rate can be the reason for what the loss does at an update."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, NamedTuple

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.losses.course import LossCourse
from paddle_lrkit.runs.audit.result import Certainty
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, format_rate, format_share, plural

_HARMLESS = 1e-5
"""A rate at which a few updates do not change a model, whatever the optimizer."""
_SMALL, _SMALL_SHARE = 1e-3, 0.2
_ROSE = 2.0
_MOST_ASKED = 500
_LONG_UPDATES, _LONG_ROWS, _LONG_SHARE = 500, 20, 0.3


class Blame(NamedTuple):
    """Whether the rate can be the reason.

    Args:
        rate: The rate there.
        to_blame: None where it is not known.
        certainty: How sure that is.
        where: The update, the batch, and the rate, in a sentence.
        reason: Why, in a sentence.
        numbers: What it rests on.
    """

    rate: float
    to_blame: bool | None
    certainty: Certainty
    where: str
    reason: str
    numbers: dict[str, Any]


class _Rates(NamedTuple):
    """The rates up to a row."""

    update: int
    rate: float
    peak: float
    planned: float | None
    warmup: int
    rising: bool
    before: float | None
    highest: float
    held: int
    held_rows: int

    @property
    def share(self) -> float:
        """The rate as a part of the peak."""
        return self.rate / self.peak if self.peak > 0 else 0.0


def blame(course: LossCourse, at: int, schedule: Schedule | None) -> Blame:
    """Whether the rate can be the reason for what the loss does in a row.

    Args:
        course: The losses.
        at: The first row in question.
        schedule: The plan.
    """
    rates = _rates(course, at, schedule)
    to_blame, certainty, reason = _first_row(course, rates) if at == 0 else _later_row(rates)
    numbers: dict[str, Any] = {"rate_of_peak": rates.share}
    where = tr("The rate is {}", format_rate(rates.rate))
    if rates.peak > rates.rate > 0 and (schedule is not None or not rates.rising):
        where += tr(", {} of the peak of {}", format_share(rates.share), format_rate(rates.peak))
    if rates.update < rates.warmup:
        numbers["warmup_updates"] = rates.warmup
        where += tr(", at update {} of the {} of the warmup", *map(format_count, (rates.update, rates.warmup)))
    epoch = course.rows.epoch
    if epoch:
        numbers |= {"epoch": rates.update // epoch, "batch": rates.update % epoch}
    return Blame(rates.rate, to_blame, certainty, where + tr("."), reason, numbers)


def planned_rise(course: LossCourse, at: int, schedule: Schedule | None, updates: int) -> bool:
    """Whether the rate, planned or else printed, rises after the warmup in the updates before a row: at a restart."""
    place, rates = course.at[at], course.rows.rate
    back = place
    while back > 0 and course.rows.update[place] - course.rows.update[back] < updates:
        back -= 1
    if _planned(schedule, course.rows.update[place]) is None:
        lowest = min(rates[back : place + 1])
        return rates[place] > 1.2 * lowest and max(rates[: back + 1]) > 1.2 * lowest
    first, last = max(course.rows.update[back], 0), max(course.rows.update[place], 0)
    points = range(first, last + 1, max((last - first) // 200, 1))
    planned = [_planned(schedule, update) or 0.0 for update in (*points, last)]
    return planned[-1] > 1.2 * min(planned) and _plan_warmup(schedule) <= last


def _first_row(course: LossCourse, rates: _Rates) -> tuple[bool | None, Certainty, str]:
    first = format_count(rates.update)
    if rates.update == 0:
        reason = tr("No update has changed a weight yet: look at the data, the labels or the initial weights.")
        return False, "high", reason
    if rates.update > (2 * course.gap if len(course.at) > 1 else 200):
        return None, "low", tr("The log begins after it, so what came before is not known.")
    if rates.rate <= _HARMLESS:
        words = tr("{} at so small a rate cannot do that", plural(rates.update, "update"))
        return False, "high", tr("{}: look at the data, the labels or mixed precision.", words)
    if rates.share <= _SMALL_SHARE and rates.rate <= _SMALL and rates.update < max(rates.warmup, 1):
        words = tr("{} at so small a rate hardly change a weight", plural(rates.update, "update"))
        return False, "medium", tr("{}: look at the data, the labels or mixed precision.", words)
    return None, "low", tr("It is the first row, after {} updates whose losses are not printed.", first)


def _later_row(rates: _Rates) -> tuple[bool | None, Certainty, str]:
    data = tr("look at the data, the labels or mixed precision.")
    if rates.rate <= _HARMLESS / 1000:
        return False, "high", tr("The rate is as good as 0: {}", data)
    if rates.planned and rates.rate > 1.5 * rates.planned and rates.rate >= rates.highest:
        words = tr("It is {:.3g} times the planned rate of {}", rates.rate / rates.planned, format_rate(rates.planned))
        return True, "high" if rates.rate > 5 * rates.planned else "medium", tr("{}, and the highest so far.", words)
    if rates.before and rates.rate > _ROSE * rates.before and not rates.rising:
        words = tr("The rate rose from {} just before.", format_rate(rates.before))
        return True, "medium" if rates.rate >= 0.5 * rates.highest else "low", words
    if rates.rising and rates.share <= _SMALL_SHARE and rates.rate <= _SMALL and rates.update < rates.warmup:
        sure: Certainty = "high" if rates.share <= 0.15 and rates.rate <= 3e-4 else "medium"
        return False, sure, tr("The rate is still tiny: {}", data)
    if rates.rate <= _HARMLESS and rates.rising:
        words = tr("A rate that has not been above {} does not do that: {}", format_rate(rates.rate), data)
        return False, "high", words
    if rates.highest > 2 * rates.rate:
        times = rates.highest / rates.rate
        words = tr("Rates up to {:.3g} times as high were applied before without trouble: {}", times, data)
        return False, "high" if times > 10 else "medium", words
    if rates.rising and rates.update < rates.warmup and rates.share > _SMALL_SHARE:
        sure = "medium" if rates.share >= 0.5 else "low"
        return True, sure, tr("It is the highest rate so far: try a lower peak, or a longer warmup.")
    long = max(_LONG_UPDATES, _LONG_SHARE * rates.update)
    if rates.held >= long and rates.held_rows >= _LONG_ROWS:
        words = tr("Such a rate was applied for {} updates before without trouble", format_count(rates.held))
        return False, "low", tr("{}: look at the batch as well.", words)
    if 0 < rates.warmup <= rates.update and rates.held <= max(2 * rates.warmup, 0.1 * rates.update):
        words = tr("The rate is this high only for {}", plural(rates.held, "update"))
        return True, "low", tr("{}: try a lower peak, or a longer warmup.", words)
    return None, "low", tr("Neither the rate nor its course says whether it is the reason.")


def _rates(course: LossCourse, at: int, schedule: Schedule | None) -> _Rates:
    rows, place = course.rows, course.at[at]
    rate, update = rows.rate[place], max(rows.update[place], 0)
    earlier = rows.rate[:place]
    near = 0.95 * rate
    held = [row for row, each in enumerate(earlier) if each >= near]
    updates = sum(rows.update[row + 1] - rows.update[row] for row in held)
    steps = list(pairwise((*earlier, rate)))
    grew = sum(before < after for before, after in steps)
    rising = grew * 2 >= len(steps) and all(before <= after * 1.0001 for before, after in steps)
    planned = _planned(schedule, update + (rows.printing.printed == "after"))
    return _Rates(
        update,
        rate,
        _peak(course, schedule),
        planned,
        _plan_warmup(schedule),
        rising,
        min(earlier[-3:]) if place else None,
        max(earlier, default=0.0),
        updates,
        len(held),
    )


def _plan_warmup(schedule: Schedule | None) -> int:
    return schedule.warmup_updates if schedule is not None else 0


def _planned(schedule: Schedule | None, update: int) -> float | None:
    if schedule is None or schedule.plateau is not None:
        return None
    try:
        return schedule.curve(max(update, 0))
    except ConfigError:
        return None


def _peak(course: LossCourse, schedule: Schedule | None) -> float:
    """The highest rate of the plan, among many of its updates, and of the log."""
    highest = max(course.rows.rate)
    if schedule is None or schedule.plateau is not None:
        return highest
    stop = max(schedule.total_updates, course.rows.update[-1] + 1)
    updates = (*range(0, stop, stop // _MOST_ASKED + 1), max(_plan_warmup(schedule) - 1, 0), _plan_warmup(schedule))
    return max(highest, *(_planned(schedule, update) or 0.0 for update in updates))
