"""Places the rows of a log in the run: which update each describes, and which process wrote it.

A process ends where the log says that the run was resumed, or where the position falls back. The rows that a resumed
process writes again replace those of the one before it.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.batches_in_order import batches_in_order, rises
from paddle_lrkit.runs.audit.epoch_length import printed_epoch_length
from paddle_lrkit.runs.audit.options import AuditOptions
from paddle_lrkit.runs.audit.printing import Printing
from paddle_lrkit.runs.audit.result import AuditNote
from paddle_lrkit.runs.audit.resumed_epoch import resumed_epoch
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.runs.logs.training_log import NO_STEP, LogEvent, TrainingLog
from paddle_lrkit.runs.logs.usual_interval import usual_interval
from paddle_lrkit.suites.log_format import PrintedRate
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, plural

MOST_FALLS = 0.02
_FEW = 3
_LARGEST = 1e30
"""Rows whose position falls back, above which the lines are taken to be out of order."""


@dataclass
class _Placed:
    """Rows of one stream: batch, row of the log and process of each, and the first batch of each process."""

    batch: array[int]
    row: array[int]
    process: array[int]
    began: list[int]


def rows_of_run(log: TrainingLog, schedule: Schedule | None, options: AuditOptions) -> RunRows:
    """`place_rows` with what is known of a run: the options come first, then the plan."""
    steps = options.steps_per_epoch or (schedule.steps_per_epoch if schedule else None)
    return place_rows(
        log, steps_per_epoch=steps, accumulate=options.accumulate or 1, window=options.window, schedule=schedule
    )


def place_rows(
    log: TrainingLog,
    *,
    steps_per_epoch: int | None = None,
    accumulate: int = 1,
    window: int | None = None,
    schedule: Schedule | None = None,
) -> RunRows:
    """The rows of a log at the updates that they describe.

    Args:
        log: The log.
        steps_per_epoch: Updates of an epoch; by default as the log prints them.
        accumulate: Batches of an update; used where the lines count batches.
        window: Rates of a printed median; by default that of the program.
        schedule: The plan, which tells the epoch of a resume where the log does not.
    """
    several = max(accumulate, 1) if log.format.counts_batches else 1
    batches = printed_epoch_length(log) or (steps_per_epoch * several if steps_per_epoch else None)
    rows = RunRows(
        Printing(_printed(log, schedule), window or log.format.window),
        epoch=batches // several if batches else steps_per_epoch,
        total=log.total,
        accumulate=several,
    )
    plan = schedule.curve if schedule is not None and schedule.plateau is None else None
    streams = _streams(log)
    if not streams:
        return rows
    placed = _without_place(log, streams[0]) if _unplaced(log, streams[0], batches) else None
    rows.placed, rows.told_ranks = placed is None, len(streams) > 1
    placed = placed or _of_stream(log, streams[0], batches, rows, plan)
    _keep_last(log, placed, rows)
    for other in streams[1:] if rows.placed else ():
        rank = RunRows(rows.printing, accumulate=several)
        _keep_last(log, _of_stream(log, other, batches, rank, plan), rank)
        if _compare_ranks(rank, rows) and rows.other_rank is None:
            rows.other_rank = log.rows.stream[other[0]]
    _count_updates(rows, batches, several)
    return rows


def is_rate(value: float) -> bool:
    """Whether a printed value can be a rate: a finite number of a possible size."""
    return -_LARGEST < value < _LARGEST


def _printed(log: TrainingLog, schedule: Schedule | None) -> PrintedRate:
    """Which rate a line shows; a scheduler that steps once an epoch steps after the lines of its updates."""
    steps_later = schedule is not None and schedule.stepped == "epoch" and log.format.by_epoch
    return "applied" if steps_later else log.format.printed


def _streams(log: TrainingLog) -> list[list[int]]:
    """The rows of each process that writes into the log, the lowest rank first; rates that are no numbers are noted."""
    columns = log.rows
    alone = columns.rate and max(columns.stream) == min(columns.stream)
    if alone and is_rate(sum(columns.rate)) and is_rate(max(columns.rate)) and is_rate(min(columns.rate)):
        return [list(range(len(columns)))]
    found: dict[int, list[int]] = {}
    for row, (stream, rate) in enumerate(zip(log.rows.stream, log.rows.rate, strict=True)):
        if is_rate(rate):
            found.setdefault(stream, []).append(row)
    return [found[stream] for stream in sorted(found)]


def _unplaced(log: TrainingLog, stream: list[int], batches: int | None) -> bool:
    """Whether the rows have no place: they print no step, or an epoch whose length is not known."""
    if sum(log.rows.step[row] == NO_STEP for row in stream) * 2 > len(stream):
        return True
    return log.format.counts == "epoch" and batches is None and len({log.rows.epoch[row] for row in stream}) > 1


def _without_place(log: TrainingLog, stream: list[int]) -> _Placed:
    count = len(stream)
    return _Placed(array("q", range(count)), array("q", stream), array("h", bytes(2 * count)), [0])


def _of_stream(log: TrainingLog, stream: list[int], batches: int | None, rows: RunRows, plan: Curve | None) -> _Placed:
    """The batch and the process of each row of a stream, in the order of the log."""
    batch_in_order = batches_in_order(log, batches) if len(stream) == len(log.rows) else None
    if batch_in_order is not None:
        count = len(batch_in_order)
        return _Placed(batch_in_order, array("q", range(count)), array("h", bytes(2 * count)), [0])
    resumes = {event.row: event for event in log.events if event.kind == "resume"}
    batch = [_printed_batch(log, row, batches) for row in stream]
    stream = [row for row, at in zip(stream, batch, strict=True) if at is not None]
    known = [at for at in batch if at is not None]
    falls = sum(after < before for before, after in pairwise(known))
    if falls > max(3, MOST_FALLS * len(known)) + 2 * len(resumes):
        text = tr("{} lines are earlier than the line before.", format_count(falls))
        rows.notes.append(AuditNote("out-of-order", text))
        order = sorted(range(len(known)), key=known.__getitem__)
        known, stream = [known[at] for at in order], [stream[at] for at in order]
        resumes = {}
    placed = _Placed(array("q"), array("q"), array("h"), [])
    rates = log.rows.rate
    twice = sum(after == before for before, after in pairwise(known))
    resumed_twice = twice <= max(_FEW, MOST_FALLS * len(known))
    starts = sorted(resumes, reverse=True)
    offset, last = 0, None
    for place, (row, at) in enumerate(zip(stream, known, strict=True)):
        event = None
        while starts and starts[-1] <= row:
            event = resumes[starts.pop()]
        begins = last is None or event is not None or at + offset < last
        if not begins and at + offset == last and resumed_twice:
            begins = rates[row] != rates[placed.row[-1]]  # written by two processes
        if begins and log.format.counter_restarts:
            offset = _offset(log, row, at, batches, last)
            if batches and plan is not None and last is not None and log.rows.epoch[row] == NO_STEP:
                ends = next((other for other in range(place + 1, len(known)) if known[other] < known[other - 1]), None)
                run = [(known[other], log.rows.rate[stream[other]]) for other in range(place, ends or len(known))]
                can_end = last + (usual_interval(known) or 1) - 1
                began, fits = resumed_epoch(_shown(plan, rows), run, log.digits, batches, can_end)
                offset = began if fits or offset else offset
        at += offset
        if begins:
            placed.began.append(_began(log, at, event, batches, first=last is None and not offset))
        placed.batch.append(at)
        placed.row.append(row)
        placed.process.append(len(placed.began) - 1)
        last = at
    return placed


def _shown(plan: Curve, rows: RunRows) -> Callable[[int, int], float]:
    """Batch, and first batch of its process -> what the plan prints there."""
    late, several = rows.printing.printed == "after", rows.accumulate

    def shown(batch: int, began: int) -> float:
        update = (batch + 1) // several - 1 if late else batch // several
        return rows.printing.value(plan, update, began // several)

    return shown


def _printed_batch(log: TrainingLog, row: int, batches: int | None) -> int | None:
    """The 0-based batch that a line prints; None for a line without a step."""
    step = log.rows.step[row]
    if step == NO_STEP:
        return None
    at = step - log.format.first_step
    if log.format.counts == "epoch" and log.rows.epoch[row] != NO_STEP:
        at += (log.rows.epoch[row] - log.format.first_epoch) * (batches or 0)
    return max(at, 0)


def _offset(log: TrainingLog, row: int, at: int, batches: int | None, last: int | None) -> int:
    """Batches before a process whose counter begins at its first value."""
    epoch = log.rows.epoch[row]
    if batches and epoch != NO_STEP:
        return max(epoch - log.format.first_epoch - at // batches, 0) * batches
    if last is None or at > last:
        return 0
    return (last + 1) // batches * batches if batches else last + 1


def _began(log: TrainingLog, at: int, event: LogEvent | None, batches: int | None, first: bool) -> int:
    """The first batch of a process, from its first row."""
    if first and event is None:
        return 0
    if event is not None and log.format.resumes_at == "update" and event.value is not None and event.value <= at:
        return int(event.value)
    return at // batches * batches if batches and log.format.resumes_by_epoch else at


def _keep_last(log: TrainingLog, placed: _Placed, rows: RunRows) -> None:
    """Fills the rows: a later process replaces what an earlier one wrote about the same batches."""
    in_order = len(placed.row) == len(log.rows) and rises(placed.row)
    if in_order and placed.began == [0] and rises(placed.batch):
        rows.update, rows.row, rows.process, rows.began = placed.batch, placed.row, placed.process, placed.began
        rows.rate, rows.skips = array("d", log.rows.rate), array("q", log.rows.skipped)
        rows.read, rows.stopped = len(placed.row), [placed.batch[-1]]
    else:
        _replace_doubled(log, placed, rows)
    if rows.rate and any(event.kind == "skip" for event in log.events):
        _count_skips(log, rows)


def _replace_doubled(log: TrainingLog, placed: _Placed, rows: RunRows) -> None:
    """Fills the rows of several processes, or of lines that say the same twice."""
    limits = _limits(placed)
    kept = [at for at, batch in enumerate(placed.batch) if batch < limits[placed.process[at]]]
    doubled = len(placed.batch) - len(kept)
    rows.read = doubled
    last: tuple[int, float] | None = None
    for at in kept:
        batch, rate = placed.batch[at], log.rows.rate[placed.row[at]]
        if last is not None and batch == last[0]:
            if rate != last[1]:
                rows.other_ranks.append((batch, last[1], rate))
            continue
        last = batch, rate
        rows.read += 1
        rows.update.append(batch)
        rows.rate.append(rate)
        rows.row.append(placed.row[at])
        rows.process.append(placed.process[at])
        rows.skips.append(log.rows.skipped[placed.row[at]])
    if doubled:
        text = tr("A resumed process wrote {} again; the later ones count.", plural(doubled, "line"))
        rows.notes.append(AuditNote("doubled-range", text))
    rows.began = placed.began
    rows.stopped = [0] * len(placed.began)
    for batch, process in zip(placed.batch, placed.process, strict=True):
        rows.stopped[process] = max(rows.stopped[process], batch)


def _limits(placed: _Placed) -> list[float]:
    """For each process the first batch that a later one describes."""
    first = [math.inf] * (len(placed.began) + 1)
    for batch, process in zip(placed.batch, placed.process, strict=True):
        first[process] = min(first[process], batch)
    return [min(first[process + 1 :]) for process in range(len(placed.began))]


def _count_skips(log: TrainingLog, rows: RunRows) -> None:
    """Skipped updates up to each row, from the lines that say so."""
    places = [event.row for event in log.events if event.kind == "skip"]
    for at, row in enumerate(rows.row):
        rows.skips[at] = bisect_left(places, row + 1)


def _compare_ranks(other: RunRows, rows: RunRows) -> bool:
    """Notes where another process prints another rate for the same batch; whether it does."""
    mine = dict(zip(rows.update, rows.rate, strict=True))
    apart = [(batch, mine[batch], rate) for batch, rate in zip(other.update, other.rate, strict=True) if batch in mine]
    apart = [row for row in apart if row[1] != row[2]]
    rows.other_ranks += apart
    return bool(apart)


def _count_updates(rows: RunRows, batches: int | None, accumulate: int) -> None:
    """Turns batches into updates, where an update takes several."""
    if accumulate == 1:
        return
    rows.batch = array("q", rows.update)
    late = rows.printing.printed == "after"
    rows.update = array("q", ((batch + 1) // accumulate - 1 if late else batch // accumulate for batch in rows.batch))
    rows.began = [batch // accumulate for batch in rows.began]
    rows.stopped = [batch // accumulate for batch in rows.stopped]
    rows.other_ranks = [(batch // accumulate, mine, other) for batch, mine, other in rows.other_ranks]
