"""The chart of an audit: the planned rates as a line, and the printed ones over it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from paddle_lrkit.messages import Message, in_language, join_parts
from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.chart import Band, Chart, ChartLine, ChartPoints, Readout, ReferenceLine
from paddle_lrkit.plot.schedule_chart import HEADROOM, schedule_chart
from paddle_lrkit.plot.series import Series, rate_facts
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.audit.audited import Audited
from paddle_lrkit.reports.audit.verdicts import CERTAINTIES, heading
from paddle_lrkit.runs.audit.result import AuditResult, PlacedRow
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count
from paddle_lrkit.units import RunLength

MOST_DOTS = 150
"""Up to that many rows each is a dot; more of them are a line."""
SHORT = 0.35
"""A log that ends before this share of the plan is shown alone."""
HIGHEST = 12.0
"""How far the chart reaches, in peaks of the plan."""

TOGETHER = 0.02
"""Marks that are nearer on the x axis have one label."""
UNDER_LABEL = 0.17
"""The share of the x axis that the label of a warmup may take; the mark of a row there is labelled instead."""

PLANNED = Message("planned")
RECOGNIZED = Message("recognized shape")
PRINTED = Message("printed in the log")
OTHER = Message("another process")
_ROWS, _ROW = Message("{} rows"), Message("1 row")
_FIRST = Message("first difference")
_RESUME = Message("resume")
_LOSS = {
    "nan": Message("loss NaN"),
    "spike": Message("loss spike"),
    "diverged": Message("loss diverges"),
}
_TITLE = Message("{}: {}")


def audit_chart(audited: Audited, words: Words) -> Chart | None:
    """The chart; None without a row to show.

    Args:
        audited: The audit.
        words: Language.
    """
    rows = _finite(audited.result.placed)
    if not rows:
        return None
    with in_language(words.code):
        return _chart(audited, rows, words)


def _chart(audited: Audited, rows: Sequence[PlacedRow], words: Words) -> Chart:
    result = audited.result
    end, plan = _end(rows, audited.plan.schedule), _plan(audited)
    lines: list[ChartLine] = []
    bands: Sequence[Band] = ()
    epoch = audited.plan.options.steps_per_epoch
    if plan is not None:
        drawn = schedule_chart([replace(plan, stop=min(plan.end, end))], words=words)
        label = str(RECOGNIZED if audited.plan.schedule is None else PLANNED)
        lines = [drawn.lines[0]._replace(name=label, facts=plan.facts(words))]
        bands = drawn.bands
    lines.append(_printed(result, rows, end, epoch, words))
    color, first = len(lines) - 1, _first(result, rows)
    lines += _other_process(result, words)
    marks = _references(result, first, end, color, words)
    crowded = any(mark.x < UNDER_LABEL * end for mark in marks)
    return Chart(
        printable(str(_TITLE.filled(result.source, heading(audited)))),
        Axis(0.0, end, name=words.updates, unit="count"),
        Axis(0.0, _top([*rows, *_finite(result.other_process)], lines[0] if plan else None), name=words.learning_rate),
        lines,
        [result.verdict, str(CERTAINTIES[result.certainty])],
        legend=True,
        second_x=Axis(0.0, end / epoch, name=words.epochs, unit="count") if epoch and end >= epoch else None,
        bands=[band._replace(label="" if crowded else band.label) for band in bands if band.end <= end],
        references=marks,
        points=_points(rows, first, color),
    )


def small_chart(chart: Chart) -> Chart:
    """The same chart for a row of a table: lines and marks without texts."""
    drawn = ((line, line.points or (line.readout.samples if line.readout else ())) for line in chart.lines)
    lines = [ChartLine("", points, line.style) for line, points in drawn]
    marks = [mark._replace(label="", detail="", short="") for mark in chart.references]
    return chart._replace(
        title="",
        x=chart.x._replace(name=""),
        y=chart.y._replace(name=""),
        lines=lines,
        subtitle=(),
        legend=False,
        second_x=None,
        bands=[band._replace(label="") for band in chart.bands],
        references=marks,
        points=[each for each in chart.points if each.symbol == "ring"],
    )


def _finite(rows: Sequence[PlacedRow]) -> list[PlacedRow]:
    return [row for row in rows if math.isfinite(row.rate)]


def _end(rows: Sequence[PlacedRow], schedule: Schedule | None) -> int:
    """Where the x axis ends: with the plan, or a little behind the last row of a short log."""
    last = rows[-1].update + 1
    total = schedule.total_updates if schedule is not None else 0
    return max(last, 2) if last >= total else total if last > SHORT * total else max(math.ceil(1.05 * last), 2)


def _plan(audited: Audited) -> Series | None:
    """The plan, or without one the shape that was recognized."""
    schedule, shape = audited.plan.schedule, audited.result.shape
    if schedule is None and shape is not None:
        length = RunLength(max(audited.result.updates, 1), audited.plan.options.steps_per_epoch)
        schedule = Schedule(shape.curve, "", length, shape.family)
    return None if schedule is None else Series("", schedule)


def _top(rows: Sequence[PlacedRow], plan: ChartLine | None) -> float:
    planned = max((rate for _, rate in plan.points if rate is not None), default=0.0) if plan else 0.0
    printed = max(row.rate for row in rows)
    highest = max(planned, min(printed, HIGHEST * planned)) if planned > 0 else printed
    return highest * HEADROOM if highest > 0 else 1.0


def _printed(result: AuditResult, rows: Sequence[PlacedRow], end: int, epoch: int | None, words: Words) -> ChartLine:
    samples = [(row.update, row.rate) for row in rows]
    points: list[tuple[float, float | None]] = []
    resumes = sorted(result.resumes)
    for update, rate in samples if len(rows) > MOST_DOTS else ():
        while resumes and resumes[0] <= update:
            points.append((resumes.pop(0), None))
        points.append((update, rate))
    count = _ROW if result.rows == 1 else _ROWS.filled(format_count(result.rows))
    facts = [str(count), result.digits.words]
    facts += rate_facts(max(row.rate for row in rows), rows[-1].rate, words)
    readout = Readout(rows[0].update, rows[-1].update + 1, end, epoch, samples)
    return ChartLine(str(PRINTED), points, facts=facts, readout=readout)


def _other_process(result: AuditResult, words: Words) -> list[ChartLine]:
    points = [(row.update, row.rate) for row in _finite(result.other_process)]
    if not points:
        return []
    facts = rate_facts(max(rate for _, rate in points), points[-1][1], words)
    return [ChartLine(str(OTHER), points, facts=facts)]


def _points(rows: Sequence[PlacedRow], first: PlacedRow | None, color: int) -> list[ChartPoints]:
    dots = [(row.update, row.rate) for row in rows] if len(rows) <= MOST_DOTS else []
    ring = [] if first is None else [(first.update, first.rate)]
    return [ChartPoints(dots, line=color), ChartPoints(ring, "ring", color)]


def _first(result: AuditResult, rows: Sequence[PlacedRow]) -> PlacedRow | None:
    """The first row that contradicts the plan, or another process."""
    found = next((row for row in rows if row.differs), None)
    if found is None and result.first_update is not None:
        found = next((row for row in result.other_process if row.update >= result.first_update), None)
    return found


class _Mark(NamedTuple):
    """Where something happened: its place, the update that names it, what it is, and the line whose color it has."""

    x: int
    update: int
    label: Message
    line: int | None = None


def _references(
    result: AuditResult, first: PlacedRow | None, end: int, color: int, words: Words
) -> list[ReferenceLine]:
    """The resumes, where the loss breaks, and the first row that contradicts the plan; near ones share a mark."""
    marks = [_Mark(update, update, _RESUME) for update in result.resumes]
    for finding in result.loss:
        if finding.kind in _LOSS:
            marks.append(_Mark(finding.update, finding.update, _LOSS[finding.kind]))
    if first is not None:
        at = first.update if result.first_update is None else result.first_update
        marks.append(_Mark(first.update, at, _FIRST, color))
    groups: list[list[_Mark]] = []
    for mark in sorted((mark for mark in marks if mark.x <= end), key=lambda mark: mark.x):
        if groups and mark.x - groups[-1][-1].x <= max(result.interval or 1, TOGETHER * end):
            groups[-1].append(mark)
        else:
            groups.append([mark])
    return [_reference(group, words) for group in groups]


def _reference(group: Sequence[_Mark], words: Words) -> ReferenceLine:
    """One mark for what happened together, at the first row that contradicts the plan if that is among it."""
    main = next((mark for mark in group if mark.line is not None), group[0])
    label = str(join_parts(dict.fromkeys(mark.label for mark in group)))
    return ReferenceLine(main.x, label, words.update.format(format_count(main.update)), label, main.line)
