"""The result of an audit as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paddle_lrkit.messages import Message, current_language, join_parts, tr
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.audit.audited import Audited, Unreadable
from paddle_lrkit.reports.audit.next_steps import next_step
from paddle_lrkit.reports.audit.verdicts import CERTAINTIES, COLORS, OUTCOMES, heading, outcome, verdict_words
from paddle_lrkit.reports.report import Paragraph, Report
from paddle_lrkit.runs.audit.result import AuditNote, AuditResult, LossFinding
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.table import SUITES, detector_of
from paddle_lrkit.text import format_count, format_rate, table

MOST_RESUMES = 8
_DIGITS = 6
"""Of two rates that may be nearly equal."""

_BLAME = {
    True: Message("the rate can be the reason"),
    False: Message("the rate is not the reason"),
    None: Message("whether the rate is the reason is not known"),
}


def audit_report(audited: Audited, picture: Chart | None = None) -> Report:
    """One audit: a heading with the verdict, and a paragraph for each thing it says.

    Args:
        audited: The audit.
        picture: Its chart, where it is shown.
    """
    kind = outcome(audited)
    heading_text = tr("{}: {}: {}", audited.result.source, OUTCOMES[kind], heading(audited))
    return Report(heading_text, list(_facts(audited)), picture, notes=list(_notes(audited)), color=COLORS[kind])


def closing_table(audits: Sequence[Audited | Unreadable]) -> str:
    """One row for each of several audits: verdict, certainty, first contradiction."""
    head = (tr("log"), tr("verdict"), tr("certainty"), tr("rows"), tr("first at update"))
    return "\n".join(table([head, *map(_row, audits)], "<<<>>"))


_CERTAINTIES = {"high": Message("high"), "medium": Message("medium"), "low": Message("low")}


def _row(one: Audited | Unreadable) -> tuple[str, ...]:
    if isinstance(one, Unreadable):
        return printable(one.source), tr("not readable"), "", "", ""
    result = one.result
    first = "" if result.first_update is None else format_count(result.first_update)
    verdict = str(OUTCOMES["bare"]) if outcome(one) == "bare" else result.verdict
    return printable(result.source), verdict, str(_CERTAINTIES[result.certainty]), format_count(result.rows), first


def _facts(audited: Audited) -> Iterator[Paragraph]:
    result = audited.result
    yield "format", _format(result)
    yield "rows", _rows(result)
    if result.resumes:
        at = [*map(format_count, result.resumes[:MOST_RESUMES]), *["..."] * (len(result.resumes) > MOST_RESUMES)]
        yield "resumed", tr("at update {}", tr(", ").join(at))
    yield "plan", _plan(audited)
    yield "verdict", "\n".join(_verdict(result))
    for one in result.also_possible:
        apart = [tr("Told apart by {}", one.told_apart_by)] if one.told_apart_by else []
        yield "or", "\n".join([tr("{}: {}", one.verdict, one.text or verdict_words(one.verdict)), *apart])
    if result.shape is not None:
        yield from (("or", tr("{}: {}", other.family, other.text)) for other in result.shape.also)
    for finding in result.loss:
        yield "loss", _loss(finding)


def _notes(audited: Audited) -> Iterator[Paragraph]:
    result = audited.result
    if result.shape is not None:
        yield from (("note", words) for words in result.shape.unknown)
    for note in [*result.notes, *audited.plan.notes]:
        yield "note", _note(note)
    if advice := next_step(result):
        yield "next", advice


def _format(result: AuditResult) -> str:
    title = detector_of(result.suite).title if result.suite in SUITES else ""
    name = tr("{} ({})", title, result.format) if title else result.format
    return tr("{}: {}", name, result.convention) if result.convention else name


def _rows(result: AuditResult) -> str:
    if not result.rows:
        return tr("none")
    digits = result.digits.words
    if result.updates < 1:
        return str(join_parts([format_count(result.rows), digits]))
    last = format_count(result.updates - 1)
    if result.rows == 1:
        return str(join_parts([tr("1 of update {}", last), digits]))
    parts = [tr("{} of updates {} to {}", format_count(result.rows), format_count(result.begins), last)]
    if result.interval:
        every = tr("one in {}", format_count(result.interval))
        parts.append(tr("each of them") if result.interval == 1 else every)
    return str(join_parts([*parts, digits]))


def _plan(audited: Audited) -> str:
    """Where the plan is from, and the plan in words."""
    result, schedule = audited.result, audited.plan.schedule
    if schedule is None:
        return result.plan_words or tr("none: no config was given or found")
    return tr("{}: {}", audited.plan.source, plan_facts(result, schedule))


def plan_facts(result: AuditResult, schedule: Schedule) -> str:
    """The plan in words: its name, rates and lengths.

    Args:
        result: The result, which may have words of its own.
        schedule: The plan.
    """
    facts = filter(None, [schedule.name, *Series("", schedule).facts(Words(current_language()))])
    return result.plan_words or str(join_parts(facts))


def _verdict(result: AuditResult) -> Iterator[str]:
    yield tr("{}, {}", result.verdict, CERTAINTIES[result.certainty])
    if result.summary:
        yield result.summary
    if result.first_update is not None and not result.other_process:
        counts = (result.rows_that_differ, result.rows, result.first_update)
        text = tr("{} of {} rows contradict the plan, the first at update {}", *map(format_count, counts))
        yield text + _first_rates(result)


def _first_rates(result: AuditResult) -> str:
    """Printed and planned rate of the first row that contradicts the plan."""
    rates = next(((row.rate, row.planned) for row in result.placed if row.differs and row.planned is not None), None)
    if rates is None:
        return ""
    return tr(": {} printed, {} planned", *(format_rate(rate, _DIGITS) for rate in rates))


def _note(note: AuditNote) -> str:
    return note.text if note.line is None else tr("line {}: {}", format_count(note.line), note.text)


def _loss(finding: LossFinding) -> str:
    blame = str(_BLAME[finding.rate_to_blame])
    if finding.rate is not None:
        blame = tr("{} ({})", blame, format_rate(finding.rate))
    text = _note(AuditNote(finding.kind, finding.text, finding.line))
    return f"{text}\n{join_parts([blame, CERTAINTIES[finding.certainty]])}"
