"""A schedule of a script, ready to be drawn: its curve, and a length even where the loops do not give one."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

from paddle_lrkit.lint.context import Context
from paddle_lrkit.suites.reference_curves.ticks import by_epoch, entered
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

_STAIRS = 4
_AFTER_LAST = 1.25


@dataclass(frozen=True)
class ScriptSchedule:
    """One schedule, as far as it is known without running the script.

    Args:
        line: Line of the call that builds it.
        schedule: The schedule; None when an argument is unknown.
        note: A sentence about the unknown parts; empty when all is known.
    """

    line: int
    schedule: Schedule | None
    note: str = ""


def reading(context: Context, steps_per_epoch: int | None = None) -> ScriptSchedule:
    """The schedule of a script's context, over calls of ``step``, or over updates where their number is known.

    The length comes from the loops around ``step``, else from the schedule itself.

    Args:
        context: From `read_schedules`.
        steps_per_epoch: Updates in an epoch, when known.
    """
    line = context.document.mark(()).line or 1
    place = f"{context.document.file}:{line}"
    schedule, script = context.schedule, context.script
    name = context.fields.name if context.fields else next(iter(context.document.data), "")
    if context.problem is not None:
        return ScriptSchedule(line, None, str(context.problem))
    if schedule is None:
        unknown = ", ".join(_unknown(context)) or "an argument"
        return ScriptSchedule(
            line, None, f"{place}: {name} is left out: {unknown} cannot be known without running the script"
        )
    in_batches = script.step[1] if script.step else None
    total, note = schedule.total_updates, ""
    if not total and in_batches and script.epochs and steps_per_epoch:
        total = script.epochs * steps_per_epoch + script.first
    if total and script.resumed:
        note = f"{place}: an earlier run made a part of the {total:,} calls of step() over which {name} is drawn"
    if not total:
        total = own_length(context) or 0
        note = f"{place}: how often step() is called is not known; {name} is drawn over {total:,} calls"
    if not total:
        return ScriptSchedule(
            line, None, f"{place}: {name} is left out: it has no end, and how often step() is called is not known"
        )
    curve, warmup = schedule.curve, schedule.warmup_updates
    if script.first:
        curve, total, warmup = (
            entered(curve, script.first - 1),
            max(total - script.first, 1),
            max(warmup - script.first, 0),
        )
    if in_batches is False and steps_per_epoch:
        curve, total, warmup = by_epoch(curve, steps_per_epoch), total * steps_per_epoch, warmup * steps_per_epoch
    known = steps_per_epoch if in_batches is not None else None
    length = RunLength(total, known)
    schedule = replace(schedule, curve=curve, length=length, warmup_updates=warmup, name=name, file=place)
    return ScriptSchedule(line, schedule, note)


def _unknown(context: Context) -> list[str]:
    """The arguments in the script whose value is unknown."""
    nothing = object()
    marks = context.document.marks
    return [str(path[-1]) for path in marks if len(path) > 1 and context.document.get(path, nothing) is nothing]


def own_length(context: Context) -> int | None:
    """Calls of ``step`` that show the whole schedule; None when it has no end."""
    fields = context.fields
    if fields is None or context.schedule is None:
        return None
    if context.schedule.curve.length:
        return context.schedule.curve.length
    lengths = [item.number or 0.0 for item in (fields.span,) if item]
    lengths += [_STAIRS * (item.number or 0.0) for item in (fields.step_size,) if item]
    lengths += [_AFTER_LAST * mark for mark in (fields.milestones.numbers if fields.milestones else ())]
    longest = max(lengths, default=0.0)
    return math.ceil(longest) + context.schedule.warmup_updates if longest > 0 else None
