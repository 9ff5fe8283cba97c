"""Why an advice is as it is, and the whole guide, as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from paddle_lrkit.advise import Advice
from paddle_lrkit.advise.data import cite, rows, verdicts
from paddle_lrkit.advise.guide import GRADES, STATUSES, GuideRow, Statement, Verdict
from paddle_lrkit.advise.section import NAMES
from paddle_lrkit.messages import Message
from paddle_lrkit.reports.advise.layout import laid_out

_BETWEEN = Message("; ")
_VERDICT = Message('"{}" {}: {}')
_FIRED = Message("{} fired: {}")
_NEXT = (Message("{} came next: {}"), Message("{} after that: {}"))
_ALSO_FITS = Message("it fits too, and comes later in the guide")


def explanation_text(advice: Advice, language: str) -> str:
    """The reasons with their sources, the alternatives, the rules of the starting guide, and the rows considered."""
    return laid_out(_entries(advice, language), language)


def guide_text(language: str) -> str:
    """Every row and every verdict of the guide."""
    entries = [("row", _row(row, language)) for row in rows()]
    entries += [("guide", _verdict(each, language)) for each in verdicts()]
    return laid_out([*entries, ("grades", _grades(language))], language)


def _entries(advice: Advice, language: str) -> Iterator[tuple[str, str]]:
    for reason in advice.reasons:
        yield reason.topic, _statement(reason.statement, language)
    for statement in advice.alternatives:
        yield "also", _statement(statement, language)
    for verdict in advice.guide:
        yield "guide", _verdict(verdict, language)
    yield "cost", advice.cost.of(language)
    yield from (("row", words) for words in _considered(advice, language))
    yield "grades", _grades(language)


def _statement(statement: Statement, language: str) -> str:
    words = statement.text.of(language)
    return f"{words} [{statement.grade}{': ' if statement.sources else ''}{cite(statement.sources, language)}]"


def _verdict(verdict: Verdict, language: str) -> str:
    return _VERDICT.filled(verdict.claim, STATUSES[verdict.status], _statement(verdict.evidence, language)).of(language)


def _row(row: GuideRow, language: str) -> str:
    return f"{row.key}: {row.case.of(language)} -> {NAMES[row.decay.name]}\n{_statement(row.decay_reason, language)}"


def _considered(advice: Advice, language: str) -> Iterator[str]:
    first, *others = advice.considered
    if not first.misses:
        yield _FIRED.filled(first.row.key, first.row.case).of(language)
    for words, each in zip(_NEXT, advice.considered if first.misses else others, strict=False):
        why = _BETWEEN.of(language).join(miss.of(language) for miss in each.misses) or _ALSO_FITS.of(language)
        yield words.filled(each.row.key, why).of(language)


def _grades(language: str) -> str:
    return _BETWEEN.of(language).join(f"{grade} {meaning.of(language)}" for grade, meaning in GRADES.items())
