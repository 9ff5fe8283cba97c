"""The updates of a schedule that a table should list."""

from __future__ import annotations

from typing import TypeVar

from paddle_lrkit.messages import tr
from paddle_lrkit.plot.sample import Jump, jumps
from paddle_lrkit.plot.ticks import count_ticks
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_rate

T = TypeVar("T")
MOST_KNOTS = 12
MOST_EVEN = 12


def landmarks(schedule: Schedule) -> dict[int, str]:
    """Update -> reason: the start, the end of the warmup, both sides of each jump, epochs, the last update.

    Args:
        schedule: At most `MOST_KNOTS` of its knots are listed, and about `MOST_EVEN` evenly spread epochs (updates
            if the length of an epoch is unknown).

    Returns:
        Updates in ascending order; those without a special reason have an empty one.

    Example:
        >>> from paddle_lrkit.curves import multistep
        >>> from paddle_lrkit.units import RunLength
        >>> landmarks(Schedule(multistep(0.1, [600]), "lrkit", RunLength(1000, 500)))
        {0: 'start', 500: '', 599: '', 600: '0.1 -> 0.01', 999: 'last'}
    """
    total = schedule.total_updates
    found = dict.fromkeys(_even(schedule), "")
    for knot in _few(schedule.curve.knots(total)):
        found.update({knot - 1: "", knot: ""})
    for jump in _few(jumps(schedule.curve, total)):
        found.update({jump.update - 1: "", jump.update: _words(jump)})
    plan = schedule.length.plan
    for stage in _few([stage for stage in plan.stages[1:] if stage.first < total]) if plan else []:
        found.update({stage.first - 1: "", stage.first: tr("batch changes")})
    if schedule.warmup_updates:
        found[schedule.warmup_updates - 1] = ""
        found[schedule.warmup_updates] = tr("warmup ends")
    for group in schedule.groups:
        if group.frozen is not None:
            start, stop = group.frozen
            found.update({start: tr("{} is frozen", group.name), stop: tr("{} is trained", group.name)})
    found.update({0: found.get(0) or tr("start"), total - 1: tr("last")})
    return {update: found[update] for update in sorted(found) if 0 <= update < total}


def _even(schedule: Schedule) -> list[int]:
    plan = schedule.length.plan
    if plan is not None and plan.num_samples is not None:
        epochs = int(plan.epoch(schedule.total_updates))
        return [plan.first_update(int(tick.value)) for tick in count_ticks(epochs, MOST_EVEN)] if epochs else []
    epoch = schedule.steps_per_epoch or 1
    if schedule.total_updates < 2 * epoch and epoch > 1:
        epoch = 1
    return [int(tick.value) * epoch for tick in count_ticks(schedule.total_updates / epoch, MOST_EVEN)]


def _few(knots: list[T]) -> list[T]:
    return knots if len(knots) <= MOST_KNOTS else []


def _words(jump: Jump) -> str:
    return f"{format_rate(jump.before)} -> {format_rate(jump.after)}"
