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


def explanation_text(advice: Advice) -> str:
    """The reasons with their sources, the alternatives, the rules of the starting guide, and the rows considered."""
    return laid_out(_entries(advice))


def guide_text() -> str:
    """Every row and every verdict of the guide."""
    entries = [("row", _row(row)) for row in rows()]
    entries += [("guide", _verdict(each)) for each in verdicts()]
    return laid_out([*entries, ("grades", _grades())])


def _entries(advice: Advice) -> Iterator[tuple[str, str]]:
    for reason in advice.reasons:
        yield reason.topic, _statement(reason.statement)
    for statement in advice.alternatives:
        yield "also", _statement(statement)
    for verdict in advice.guide:
        yield "guide", _verdict(verdict)
    yield "cost", str(advice.cost)
    yield from (("row", words) for words in _considered(advice))
    yield "grades", _grades()


def _statement(statement: Statement) -> str:
    if not statement.sources:
        return f"{statement.text} [{statement.grade}]"
    return f"{statement.text} [{statement.grade}: {cite(statement.sources)}]"


def _verdict(verdict: Verdict) -> str:
    return str(_VERDICT.filled(verdict.claim, STATUSES[verdict.status], _statement(verdict.evidence)))


def _row(row: GuideRow) -> str:
    return f"{row.key}: {row.case} -> {NAMES[row.decay.name]}\n{_statement(row.decay_reason)}"


def _considered(advice: Advice) -> Iterator[str]:
    first, *others = advice.considered
    if not first.misses:
        yield str(_FIRED.filled(first.row.key, first.row.case))
    for words, each in zip(_NEXT, advice.considered if first.misses else others, strict=False):
        why = str(_BETWEEN).join(map(str, each.misses)) or str(_ALSO_FITS)
        yield str(words.filled(each.row.key, why))


def _grades() -> str:
    return str(_BETWEEN).join(f"{grade} {meaning}" for grade, meaning in GRADES.items())
