"""The result of an audit as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from paddle_lrkit.messages import Message, join_parts
from paddle_lrkit.plot.chart import Chart
from paddle_lrkit.plot.series import Series
from paddle_lrkit.plot.words import Words
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.audit.audited import Audited, Unreadable
from paddle_lrkit.reports.audit.next_steps import next_step
from paddle_lrkit.reports.audit.read_words import read_words
from paddle_lrkit.reports.audit.verdicts import CERTAINTIES, COLORS, OUTCOMES, heading, outcome, verdict_words
from paddle_lrkit.reports.report import Paragraph, Report
from paddle_lrkit.runs.audit.result import AuditNote, AuditResult, LossFinding
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.table import SUITES, detector_of
from paddle_lrkit.text import format_count, format_rate, table

MOST_RESUMES = 8
_DIGITS = 6
"""Of two rates that may be nearly equal."""
_ROWS = Message("{} of updates {} to {}")
_ONE_ROW = Message("1 of update {}")
_NO_ROWS = Message("none")
_EACH = Message("each of them")
_EVERY = Message("one in {}")
_AT = Message("at update {}")
_VERDICT = Message("{}, {}")
_DIFFER = Message("{} of {} rows contradict the plan, the first at update {}")
_PRINTED = Message(": {} printed, {} planned")
_APART = Message("Told apart by {}")
_LINE = Message("line {}: {}")
_NO_PLAN = Message("none: no config was given or found")
_BLAME = {
    True: Message("the rate can be the reason"),
    False: Message("the rate is not the reason"),
    None: Message("whether the rate is the reason is not known"),
}
_HEAD = Message("{}: {}: {}")


def audit_report(audited: Audited, language: str, picture: Chart | None = None) -> Report:
    """One audit: a heading with the verdict, and a paragraph for each thing it says.

    Args:
        audited: The audit.
        language: ``en`` or ``zh``.
        picture: Its chart, where it is shown.
    """
    kind = outcome(audited)
    heading_text = _HEAD.filled(audited.result.source, OUTCOMES[kind], heading(audited)).of(language)
    facts, notes = list(_facts(audited, language)), list(_notes(audited, language))
    return Report(heading_text, facts, picture, notes=notes, color=COLORS[kind])


def closing_table(audits: Sequence[Audited | Unreadable], language: str) -> str:
    """One row for each of several audits: verdict, certainty, first contradiction.

    Args:
        audits: The audits.
        language: ``en`` or ``zh``.
    """
    head = (_COLUMNS[name].of(language) for name in _COLUMNS)
    return "\n".join(table([tuple(head), *(_row(one, language) for one in audits)], "<<<>>"))


_COLUMNS = {
    "source": Message("log"),
    "verdict": Message("verdict"),
    "certainty": Message("certainty"),
    "rows": Message("rows"),
    "first": Message("first at update"),
}
_UNREADABLE = Message("not readable")


def _row(one: Audited | Unreadable, language: str) -> tuple[str, ...]:
    if isinstance(one, Unreadable):
        return printable(one.source), _UNREADABLE.of(language), "", "", ""
    result = one.result
    first = "" if result.first_update is None else format_count(result.first_update)
    verdict = OUTCOMES["bare"].of(language) if outcome(one) == "bare" else result.verdict
    return printable(result.source), verdict, result.certainty, format_count(result.rows), first


def _facts(audited: Audited, language: str) -> Iterator[Paragraph]:
    result = audited.result
    yield "format", _format(result, language)
    yield "rows", _rows(result, language)
    if result.resumes:
        at = [*map(format_count, result.resumes[:MOST_RESUMES]), *["..."] * (len(result.resumes) > MOST_RESUMES)]
        yield "resumed", _AT.filled(join_parts(map(Message, at)).of(language)).of(language)
    yield "plan", _plan(audited, language)
    yield "verdict", "\n".join(_verdict(result, language))
    for one in result.also_possible:
        apart = [_APART.filled(one.told_apart_by).of(language)] if one.told_apart_by else []
        yield "or", "\n".join([f"{one.verdict}: {one.text or verdict_words(one.verdict).of(language)}", *apart])
    if result.shape is not None:
        yield from (("or", f"{other.family}: {other.text}") for other in result.shape.also)
    for finding in result.loss:
        yield "loss", _loss(finding, language)


def _notes(audited: Audited, language: str) -> Iterator[Paragraph]:
    result = audited.result
    if result.shape is not None:
        yield from (("note", words) for words in result.shape.unknown)
    for note in [*result.notes, *audited.plan.notes]:
        yield "note", _note(note, language)
    if advice := next_step(result, language):
        yield "next", advice


def _format(result: AuditResult, language: str) -> str:
    title = detector_of(result.suite).title if result.suite in SUITES else ""
    name = f"{title} ({result.format})" if title else result.format
    shows = read_words(result.convention, language)
    return f"{name}: {shows}" if shows else name


def _rows(result: AuditResult, language: str) -> str:
    if not result.rows:
        return _NO_ROWS.of(language)
    digits = read_words(result.digits, language)
    if result.updates < 1:
        return join_parts(map(Message, [format_count(result.rows), digits])).of(language)
    last = format_count(result.updates - 1)
    first = format_count(result.begins)
    words = _ONE_ROW.filled(last) if result.rows == 1 else _ROWS.filled(format_count(result.rows), first, last)
    parts = [words.of(language)]
    if result.interval and result.rows > 1:
        words = _EACH if result.interval == 1 else _EVERY.filled(format_count(result.interval))
        parts.append(words.of(language))
    return join_parts(map(Message, [*parts, digits])).of(language)


def _plan(audited: Audited, language: str) -> str:
    """Where the plan is from, and the plan in words."""
    result, schedule = audited.result, audited.plan.schedule
    if schedule is None:
        return result.plan_words or _NO_PLAN.of(language)
    return f"{audited.plan.source}: {plan_facts(result, schedule, language)}"


def plan_facts(result: AuditResult, schedule: Schedule, language: str) -> str:
    """The plan in words: its name, rates and lengths.

    Args:
        result: The result, which may have words of its own.
        schedule: The plan.
        language: ``en`` or ``zh``.
    """
    facts = filter(None, [schedule.name, *Series("", schedule).facts(Words(language))])
    return result.plan_words or join_parts(map(Message, facts)).of(language)


def _verdict(result: AuditResult, language: str) -> Iterator[str]:
    yield _VERDICT.filled(result.verdict, CERTAINTIES[result.certainty]).of(language)
    if result.summary:
        yield result.summary
    if result.first_update is not None and not result.other_process:
        counts = (result.rows_that_differ, result.rows, result.first_update)
        yield _DIFFER.filled(*map(format_count, counts)).of(language) + _first_rates(result, language)


def _first_rates(result: AuditResult, language: str) -> str:
    """Printed and planned rate of the first row that contradicts the plan."""
    rates = next(((row.rate, row.planned) for row in result.placed if row.differs and row.planned is not None), None)
    if rates is None:
        return ""
    return _PRINTED.filled(*(format_rate(rate, _DIGITS) for rate in rates)).of(language)


def _note(note: AuditNote, language: str) -> str:
    return note.text if note.line is None else _LINE.filled(format_count(note.line), note.text).of(language)


def _loss(finding: LossFinding, language: str) -> str:
    rate = "" if finding.rate is None else f" {format_rate(finding.rate)}"
    blame = f"{_BLAME[finding.rate_to_blame].of(language)}{rate and f' ({rate.strip()})'}"
    text = _note(AuditNote(finding.kind, finding.text, finding.line), language)
    blamed = join_parts((Message(blame), CERTAINTIES[finding.certainty])).of(language)
    return f"{text}\n{blamed}"
