"""What is seen in a log besides the verdict."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.audit.place_rows import is_rate
from paddle_lrkit.runs.audit.result import AuditNote
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.runs.logs.training_log import NO_STEP, TrainingLog
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, plural

_SHORT = 0.98
"""Share of the planned updates below which a run is said to have ended early."""


def log_notes(log: TrainingLog, rows: RunRows, schedule: Schedule | None, options: AuditOptions) -> list[AuditNote]:
    """The notes about a log, in the order of its lines."""
    chosen = [AuditNote("reader-chose", text) for text in log.remarks]
    return [*chosen, *rows.notes, *_counters(log, rows), *_range(log, rows, schedule, options), *_damage(log)]


def _counters(log: TrainingLog, rows: RunRows) -> Iterator[AuditNote]:
    if not log.format.counter_restarts or not rows.placed:
        return
    for began in rows.began[1:]:
        text = tr(
            "The printed counter begins at its first value at update {}, as it does after every resume of this "
            "program; ",
            format_count(began),
        )
        if all(epoch == NO_STEP for epoch in log.rows.epoch):
            text += tr("the log prints no epoch, so the process is placed at the last whole epoch whose rates fit.")
        else:
            text += tr("the rate is compared at the update that the epoch tells.")
        yield AuditNote("counter-restarted", text)


def _range(log: TrainingLog, rows: RunRows, schedule: Schedule | None, options: AuditOptions) -> Iterator[AuditNote]:
    if not rows.placed or not rows:
        return
    planned = options.total or (schedule.total_updates if schedule else 0) or log.total or 0
    last = rows.update[-1] + 1
    gap = max((after - before for before, after in zip(rows.update, rows.update[1:], strict=False)), default=0)
    if planned and last + gap < _SHORT * planned:
        share = 100 * last / planned
        text = tr("The log ends at update {} of {} ({:.0f}%).", format_count(last), format_count(planned), share)
        yield AuditNote("ended-early", text, log.rows.place[rows.row[-1]])
    if planned and last > planned + max(gap, 1):
        text = tr("The log goes to update {}, and the plan ends at {}.", format_count(last), format_count(planned))
        yield AuditNote("longer-than-planned", text, log.rows.place[rows.row[-1]])
    if rows.update[0] > max(gap, 1):
        text = tr("The log begins at update {}.", format_count(rows.update[0]))
        yield AuditNote("begins-late", text, log.rows.place[rows.row[0]])


def _damage(log: TrainingLog) -> Iterator[AuditNote]:
    torn = [event for event in log.events if event.kind == "torn"]
    if torn:
        text = tr("{} broken off before the rate ended; not counted.", plural(len(torn), "line"))
        yield AuditNote("torn-line", text, torn[0].place)
    whole = is_rate(sum(log.rows.rate))
    broken = [] if whole else [row for row, rate in enumerate(log.rows.rate) if not is_rate(rate)]
    if broken:
        text = tr(
            "{} with a value that cannot be a rate, {} first.", plural(len(broken), "row"), log.rows.rate[broken[0]]
        )
        yield AuditNote("rate-not-finite", text, log.rows.place[broken[0]])
