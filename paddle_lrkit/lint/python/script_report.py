"""What was understood of a script."""

from __future__ import annotations

from collections.abc import Sequence

from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.python.reading import reading


def script_report(file: str, text: str, contexts: Sequence[Context]) -> FileReport:
    """The report of a Python file.

    Args:
        file: The file.
        text: Its text.
        contexts: From `script_contexts`; empty when it builds no schedule that is known.
    """
    schedules, reasons = [], []
    for context in contexts:
        found = reading(context)
        if found.schedule is None:
            reasons.append(NotUnderstood(found.line, found.note.removeprefix(f"{file}:{found.line}: ")))
            continue
        step = context.script.step
        schedules.append(
            UnderstoodSchedule(
                found.line,
                found.schedule.name,
                found.schedule.peak_lr,
                context.total if step and step[1] else None,
                context.script.epochs,
                ("update" if step[1] else "epoch") if step else None,
            )
        )
    return FileReport(file, "python", tuple(schedules), tuple(reasons))
