"""`last_epoch` that puts a schedule at the wrong place.

What it does
    Reports a `last_epoch` at or behind the end of the schedule, such as the number of epochs, a `last_epoch` of 0, and
    an assignment to `scheduler.last_epoch`.

Why is this bad
    `last_epoch` is the position after which a resumed run continues, and -1 for a new one. With the number of epochs a
    schedule begins behind its end. An assignment does not change the rate until the next `step()`; a class that
    computes each rate from the one before, such as `CosineAnnealingDecay`, then continues with the first rate.

Example
    scheduler = paddle.optimizer.lr.CosineAnnealingDecay(learning_rate=0.1, T_max=90, last_epoch=90)

Use instead
    scheduler = paddle.optimizer.lr.CosineAnnealingDecay(learning_rate=0.1, T_max=90)

Reference
    paddle.optimizer.lr.LRScheduler, argument last_epoch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.finding import Violation
from paddle_lrkit.lint.script_usage import epochs_of, is_plateau, is_restored, lengths_of, name_of, parts_of, usage_of
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.program import BuiltSchedule
from paddle_lrkit.scripts.unknown import CodePlace
from paddle_lrkit.scripts.usage import Usage
from paddle_lrkit.text import format_count

_RECURSIVE = ("CosineAnnealingDecay", "MultiplicativeDecay", "LinearLR")
"""Classes that compute each rate from the one before."""
_RESUMED = re.compile(r"start|resume|last|begin|ckpt|checkpoint|state", re.IGNORECASE)


def check(context: Context) -> Iterator[Violation]:
    """A finding for each argument and each assignment."""
    usage = usage_of(context)
    if usage is None:
        return
    for part in parts_of(usage.schedule):
        yield from _argument(part, usage)
    for place, _ in usage.moved:
        yield _assignment(usage, place)


def _argument(part: BuiltSchedule, usage: Usage) -> Iterator[Violation]:
    position, text = part.arguments.get("last_epoch", -1), part.texts.get("last_epoch", "")
    if not isinstance(position, int) or position < 0 or is_plateau(part):
        return
    place = part.places.get("last_epoch", part.place)
    end = max((length.number for length in lengths_of(part) if length.kind == "span"), default=0.0)
    if end and position + 1 >= end:
        yield Violation(
            (),
            tr(
                "last_epoch={:,} begins {} behind its end at {}: it is the position that a resumed run has reached, "
                "not the length",
                position,
                name_of(part),
                format_count(end),
            ),
            tr("leave it out"),
            place=place,
        )
    elif position > 1 and position == epochs_of(usage) and not _RESUMED.search(text):
        yield Violation(
            (),
            tr(
                "last_epoch={:,} is the number of epochs, so {} begins where the run should end",
                position,
                name_of(part),
            ),
            tr("leave it out"),
            place=place,
        )
    elif position == 0:
        yield Violation(
            (),
            tr("last_epoch=0 skips the first rate of {}: a new run begins with -1", name_of(part)),
            tr("leave it out, or subtract 1 from the first epoch"),
            severity="info",
            place=place,
        )


def _assignment(usage: Usage, place: CodePlace) -> Violation:
    name, schedule = name_of(usage.schedule), usage.schedule
    loads = {what: number for each in usage.resumes for what, number in each.loads.items() if what in each.places}
    if is_restored(loads, usage):
        return Violation(
            (),
            tr("the state that is loaded has the position of {} already, and last_epoch is assigned as well", name),
            tr("leave the assignment out"),
            severity="info",
            place=place,
        )
    effect = tr("the rate stays the first one until the next step()")
    if any(part.name in _RECURSIVE for part in parts_of(schedule)):
        effect = tr("it computes each rate from the one before and continues with the first rate")
    return Violation(
        (),
        tr("assigning last_epoch does not move {}: {}", name, effect),
        tr("load the state of the schedule with set_state_dict(), or call step() with the position"),
        severity="warning",
        place=place,
    )
