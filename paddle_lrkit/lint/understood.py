"""What is known of a config's schedule, in a few words; or why it is not known."""

from __future__ import annotations

import math

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood, UnderstoodSchedule
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import split_section
from paddle_lrkit.suites.table import reader_of


def config_report(path: str, suite: str, contexts: list[Context]) -> FileReport:
    """The report of a config.

    Args:
        path: The file, or ``FILE#section``.
        suite: Whose config it is.
        contexts: One for each optimizer.
    """
    picked = bool(split_section(path)[1])
    found = [_understood(context, picked) for context in contexts]
    schedules = tuple(one for one in found if isinstance(one, UnderstoodSchedule))
    source = contexts[0].source
    program = reader_of(suite).program(source.document, source.selection)
    missed = tuple(one for one in found if isinstance(one, NotUnderstood))
    return FileReport(path, suite, schedules, missed, program)


def _understood(context: Context, picked: bool) -> UnderstoodSchedule | NotUnderstood:
    schedule, fields = context.schedule, context.fields
    if schedule is None:
        problem = context.problem or ConfigError(tr("its schedule is not known"))
        return not_read(problem, context.document.file)
    section = fields.section if fields is not None else ()
    mark = context.document.mark(section) if section or picked else None
    return UnderstoodSchedule(
        mark.line if mark is not None and mark.file == context.document.file else None,
        _words(schedule, context),
        _peak(schedule, context),
        _updates(schedule, context),
        _epochs(schedule, context),
        schedule.stepped,
        entry=schedule.entry,
        assumed=schedule.assumed,
        batch=_batch(schedule, context),
    )


def _batch(schedule: Schedule, context: Context) -> tuple[int, int] | None:
    plan = schedule.length.plan
    if plan is None or not context.run_known:
        return None
    return plan.global_batch(0), plan.global_batch(max(schedule.total_updates - 1, 0))


def not_read(error: ConfigError, file: str | None) -> NotUnderstood:
    """An error as a reason; of another file, such as a base, it names the file.

    Args:
        error: What is wrong.
        file: The file that is checked.
    """
    if error.file in (None, file):
        return NotUnderstood(error.line, ": ".join(filter(None, (error.key, error.message))))
    return NotUnderstood(None, str(error))


def _words(schedule: Schedule, context: Context) -> str:
    fields = context.fields
    name = schedule.name or (fields.name if fields is not None else "") or tr("a constant rate")
    return tr("{} with warmup", name) if schedule.warmup_updates else name


def _peak(schedule: Schedule, context: Context) -> float | None:
    """The largest rate.

    Where the length of an epoch is not known, it is the rate in the config, which a run reaches that is longer than its
    warmup; None where it depends on the length in another way.
    """
    if not schedule.total_updates:
        return None
    fields = context.fields
    if context.run_known or fields is None or fields.run_unit != "ep":
        return schedule.peak_lr
    rate = fields.rate.number if fields.rate is not None else None
    reached = rate is not None and math.isclose(schedule.peak_lr, rate * schedule.rate_factor, rel_tol=1e-9)
    return schedule.peak_lr if reached else None


def _updates(schedule: Schedule, context: Context) -> int | None:
    exact = context.run_known or (context.fields is not None and context.fields.run_unit == "it")
    if not exact:
        return None
    if context.fields is not None and context.fields.behaviour.open_length:
        return schedule.total_updates or None
    return 0 if schedule.length.total_updates == 0 else context.total


def _epochs(schedule: Schedule, context: Context) -> int | float | None:
    run = context.fields.run if context.fields is not None and context.fields.run_unit == "ep" else None
    number = run.number if run is not None else None
    return int(number) if number is not None and number.is_integer() else number
