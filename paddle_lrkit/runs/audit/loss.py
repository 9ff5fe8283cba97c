"""What the loss says beside the rate."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.losses.course import LossCourse, course_of
from paddle_lrkit.runs.audit.losses.diverged import diverged
from paddle_lrkit.runs.audit.losses.not_finite import not_finite
from paddle_lrkit.runs.audit.losses.spikes import spikes
from paddle_lrkit.runs.audit.losses.stalled import decayed_too_early, plateau
from paddle_lrkit.runs.audit.result import LossFinding
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, format_share

_SHORT = 0.98
"""Share of the planned updates below which a run ended early."""


def loss_findings(log: TrainingLog, rows: RunRows, schedule: Schedule | None) -> list[LossFinding]:
    """Findings about the loss, each with its numbers; none on a clean log.

    Noise, a run that is still going and a loss that no longer falls at the end of its schedule are no findings.

    Args:
        log: The log.
        rows: Its rows, placed.
        schedule: The plan.
    """
    course = course_of(log, rows)
    if not course.loss:
        return []
    found = [*diverged(course, schedule), *not_finite(course, schedule)]
    lost = min((one.update for one in found if one.numbers.get("for_good", True)), default=None)
    found += spikes(course, schedule, lost)
    if lost is not None:
        found += _ended(course, schedule, lost)
    elif course.positive:
        found += [*decayed_too_early(course), *plateau(course, schedule)]
    return sorted(found, key=lambda one: one.update)


def _ended(course: LossCourse, schedule: Schedule | None, lost: int) -> Iterator[LossFinding]:
    """A run that ends before its schedule once its loss is lost."""
    planned = (schedule.total_updates if schedule is not None else 0) or course.log.total or 0
    last = course.update(len(course.at) - 1) + 1
    if not planned or last + course.gap >= _SHORT * planned:
        return
    text = tr(
        "The log ends at update {} of {} ({}), {} updates after the loss was lost.",
        *(format_count(last), format_count(planned), format_share(last / planned), format_count(last - 1 - lost)),
    )
    numbers = {"planned_updates": planned, "updates_after": last - 1 - lost}
    row = len(course.at) - 1
    rate = course.rows.rate[course.at[row]]
    yield LossFinding("ended-before-schedule", text, last - 1, course.line(row), rate, None, "medium", numbers)
