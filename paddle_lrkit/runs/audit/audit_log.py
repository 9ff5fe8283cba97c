"""Compares the rates in a log with the plan and says what happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from paddle_lrkit.messages import Message, join_sentences, tr
from paddle_lrkit.runs.audit.compared import Compared
from paddle_lrkit.runs.audit.group_rates import group_rates
from paddle_lrkit.runs.audit.log_notes import log_notes
from paddle_lrkit.runs.audit.loss import loss_findings
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.audit.place_rows import rows_of_run
from paddle_lrkit.runs.audit.printing import Printing
from paddle_lrkit.runs.audit.result import Alternative, AuditNote, AuditResult, Certainty, PlacedRow
from paddle_lrkit.runs.audit.run_rows import RunRows, thinned
from paddle_lrkit.runs.audit.stories.order import stories
from paddle_lrkit.runs.audit.stories.ranks import ranks_differ
from paddle_lrkit.runs.audit.stories.story import Story
from paddle_lrkit.runs.audit.told_apart import told_apart
from paddle_lrkit.runs.audit.without_plan import LEAST_ROWS, without_plan
from paddle_lrkit.runs.log import read_log
from paddle_lrkit.runs.logs.training_log import TrainingLog
from paddle_lrkit.runs.logs.usual_interval import usual_interval
from paddle_lrkit.suites.lrkit.run_log_format import LOG_JSONL
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, plural

_LATER = Message("The rates are those of one update later than the step says: the convention of its writer.")
_EARLIER = Message("The rates are those of one update earlier than the step says: the convention of its writer.")
_ASKED_AGAIN = Message(
    "The program computes the rate once more for the line, so that the line shows a slightly other rate than the one "
    "that is applied; this is right."
)
_VARIES = Message(
    "Some of these scripts read the rate before the step, and a right run of theirs prints the same rows."
)
_SHOWN = {
    "applied": Message("the rate that the update applied"),
    "after": Message("the rate of the next update, read after the scheduler's step"),
    "median": Message("the median of the last {} applied rates"),
    "unknown": Message("not known; rates of the update itself and of its neighbours are tried"),
}
MOST_PLACED = 3000
"""Rows that a picture gets."""
_NO_RIVALS = ("zero-early",)
"""What they say is true beside another explanation."""
CLEARLY_MOVED, MOVED = 10, 2
"""Roundings by which a plan must move for a high and a medium certainty that rows agree with it."""


def audit_log(log: TrainingLog, schedule: Schedule | None, options: AuditOptions | None = None) -> AuditResult:
    """The verdict about a log.

    Args:
        log: The log.
        schedule: The plan; None to say only what the rows look like.
        options: What is known of the run besides.
    """
    options = options or AuditOptions()
    rows = rows_of_run(log, schedule, options)
    rows.accumulate = max(rows.accumulate, options.accumulate or 1)
    result = _read(log, rows, schedule, options)
    if rows.other_ranks and (story := ranks_differ(rows, log.digits)):
        _tell(result, [story])
        result.first_update, result.rows_that_differ = story.parameters["first_update"], story.parameters["rows"]
        result.other_process = _of_other_process(rows)
    elif not rows:
        result.summary = tr("None of the {} shows a rate that is a number.", plural(len(log.rows), "row"))
    elif not rows.placed:
        result.summary = tr(
            "The lines have no place in the run: they print neither a step nor an epoch of known length, so "
            "nothing can be compared."
        )
        result.advice = (
            tr("Give --columns step=epoch and --steps-per-epoch 1 for a table with one row an epoch.")
            if not log.format.suite
            else tr("Give --steps-per-epoch, or the whole lines of the log.")
        )
    elif schedule is None:
        without_plan(result, log, rows)
    elif schedule.plateau is not None:
        result.summary = tr("The plan follows a metric, which the log of rates does not hold, so nothing is compared.")
    else:
        _compare(result, log, rows, schedule, options)
    result.notes += log_notes(log, rows, schedule, options)
    if schedule is not None and schedule.groups and log.format.name == LOG_JSONL.name:
        _groups(result, log, schedule)
    if rows.placed:
        result.loss = loss_findings(log, rows, schedule)
    return result


def _groups(result: AuditResult, log: TrainingLog, schedule: Schedule) -> None:
    """Adds what the log shows of groups of parameters; a group with other rates is a fault."""
    for found in group_rates(read_log(log.source), schedule):
        result.notes.append(AuditNote("group-differs" if found.differing else "group-agrees", found.text))
        if found.differing and not result.fault:
            result.verdict, result.fault, result.summary = "other-schedule", True, found.text
            result.first_update, result.rows_that_differ = found.differing[0], len(found.differing)


def _read(log: TrainingLog, rows: RunRows, schedule: Schedule | None, options: AuditOptions) -> AuditResult:
    """What was read, without a verdict."""
    return AuditResult(
        source=log.source,
        format=log.format.name,
        suite=log.format.suite or (schedule.suite if schedule else ""),
        convention=_convention(log, rows.printing),
        rows=rows.read,
        begins=max(rows.update[0], 0) if rows.placed and rows else 0,
        updates=rows.update[-1] + 1 if rows.placed and rows else 0,
        interval=usual_interval(rows.batch or rows.update) if rows.placed else None,
        digits=log.digits,
        verdict="undecided",
        certainty="low",
        fault=False,
        summary="",
        resumes=list(rows.began[1:]) if rows.placed else [],
        placed=_placed(rows, None),
    )


def _convention(log: TrainingLog, printing: Printing) -> str:
    shown = _SHOWN[printing.printed].filled(printing.window)
    return tr("{}; steps count from {}", shown, log.format.first_step)


@dataclass(frozen=True)
class _Reading:
    """One way to read the rows: the printing, and what to say if it is not the usual one."""

    printing: Printing
    words: Message | None = None


def _readings(log: TrainingLog, rows: RunRows, schedule: Schedule) -> list[_Reading]:
    printing = rows.printing
    if log.format.printed == "unknown":
        return [
            _Reading(replace(printing, printed="applied")),
            _Reading(replace(printing, printed="applied", lead=1), _LATER),
            _Reading(replace(printing, printed="applied", lead=-1), _EARLIER),
        ]
    readings = [_Reading(printing)]
    if log.format.asks_again and schedule.name == log.format.asks_again and not schedule.warmup_updates:
        lowest = schedule.curve.arguments.get("floor", schedule.curve.lowest(schedule.total_updates + 1))
        readings.append(_Reading(replace(printing, asked_again=lowest), _ASKED_AGAIN))
    return readings


def _compare(result: AuditResult, log: TrainingLog, rows: RunRows, schedule: Schedule, options: AuditOptions) -> None:
    """Fills the verdict about rows and a plan."""
    compared = []
    for reading in _readings(log, rows, schedule):
        one = _compared(replace(rows, printing=reading.printing), log, schedule, options)
        compared.append(one)
        if not one.differing:
            _agrees(result, one, reading.words)
            break
    else:
        one, found, few = _believed(compared)
        _tell(result, found, few)
        if len(one.rows) < LEAST_ROWS:
            result.certainty = "low"
        if log.format.varies and result.verdict == "off-by-one" and result.parameters["by"] < 0:
            result.certainty, result.summary = "low", str(join_sentences((result.summary, _VARIES)))
        result.first_update = max(one.rows.update[one.differing[0]], 0)
        result.rows_that_differ = len(one.differing)
    rows.printing = one.rows.printing
    result.rows_that_could_tell = one.could_tell
    result.placed = _placed(rows, one)


def _believed(compared: list[Compared]) -> tuple[Compared, list[Story], Compared]:
    """The reading with a story, its stories, and the rows that they were looked for in; else the first reading."""
    told = []
    for one in compared:
        few = replace(one, rows=thinned(one.rows, one.differing))
        told.append((one, stories(few), few))
        if told[-1][1][0].verdict != "other-schedule":
            return told[-1]
    return told[0]


def _compared(rows: RunRows, log: TrainingLog, schedule: Schedule, options: AuditOptions) -> Compared:
    updates = options.total or schedule.total_updates or log.total or 0
    return Compared(
        rows,
        log.digits,
        schedule.curve,
        max(updates, rows.update[-1] + 1),
        schedule.warmup_updates,
        rows.epoch or schedule.steps_per_epoch,
        schedule.stepped == "epoch",
    )


def _agrees(result: AuditResult, compared: Compared, words: Message | None) -> None:
    count, tell = len(compared.rows), compared.could_tell
    printed = max(compared.rows.rate)
    result.verdict = "agrees"
    if max(compared.highest, printed) <= 2 * compared.tolerance_of(printed):
        result.verdict, result.certainty = "undecided", "low"
        result.summary = tr("Plan and log are both below the last printed place, so the rows cannot tell.")
        result.advice = tr("A log with more digits would: VisualDL records keep the rate as float32.")
        return
    moved = compared.moved
    result.certainty = "high" if moved > CLEARLY_MOVED else "medium" if moved > MOVED else "low"
    which = tr("Each of the {} rows", format_count(count)) if count > 1 else tr("The only row")
    result.summary = tr("{} is within rounding of the plan", which)
    if not tell:
        result.summary += tr(
            "; the plan does not move within the log, so a rate that stands still would agree as well."
        )
    else:
        result.summary += tr("; {} of them would have shown a rate that stands still.", format_count(tell))
    if words:
        result.notes.append(AuditNote("convention", str(words)))


def _tell(result: AuditResult, found: Sequence[Story], compared: Compared | None = None) -> None:
    """Fills the verdict: the first story, and the others that print the same rows."""
    story = found[0]
    result.verdict, result.summary, result.fault = story.verdict, story.text, story.fault
    result.parameters, result.advice = story.parameters, story.advice
    others = {each.verdict: each for each in reversed(found[1:]) if each.verdict != story.verdict}
    result.also_possible = [
        Alternative(each.verdict, each.text, _told_apart(compared, story, each), each.parameters)
        for each in sorted(others.values(), key=lambda each: [one.verdict for one in found].index(each.verdict))
    ]
    rivals = [each for each in others.values() if each.certainty != "low" and each.verdict not in _NO_RIVALS]
    result.certainty = _certainty(story, len(rivals))


def _told_apart(compared: Compared | None, story: Story, other: Story) -> str:
    if compared is None:
        return ""
    return told_apart(compared, (story.verdict, story.applied), (other.verdict, other.applied))


def _certainty(story: Story, others: int) -> Certainty:
    if story.certainty == "high":
        return "medium" if others else "high"
    return "medium" if story.certainty == "medium" and not others else "low"


def _of_other_process(rows: RunRows) -> list[PlacedRow]:
    """What another process printed, thinned evenly."""
    stride = -(-len(rows.other_ranks) // MOST_PLACED)
    late = rows.printing.lead + (rows.printing.printed == "after")
    return [PlacedRow(max(update + late, 0), other, mine) for update, mine, other in rows.other_ranks[::stride]]


def _placed(rows: RunRows, compared: Compared | None) -> list[PlacedRow]:
    """The rows for a picture, thinned evenly; the first and last, and where agreement changes, are kept."""
    count, late = len(rows), rows.printing.lead + (rows.printing.printed == "after")
    stride = -(-count // MOST_PLACED) if count else 1
    differing = set(compared.differing) if compared else set()
    turns = [end for at in differing for end in (at - 1, at, at + 1) if 0 <= end < count and _turns(differing, at)]
    chosen = sorted({*range(0, count, stride), *([count - 1] if count else ()), *sorted(turns)[:MOST_PLACED]})
    return [
        PlacedRow(
            max(rows.update[at] + late, 0),
            rows.rate[at],
            compared.planned_at(at) if compared else None,
            at in differing,
        )
        for at in chosen
    ]


def _turns(differing: set[int], at: int) -> bool:
    """Whether agreement changes before or after a row that differs."""
    return at - 1 not in differing or at + 1 not in differing
