"""Which row of the guide applies to a case, and why the others do not."""

from __future__ import annotations

from typing import NamedTuple

from paddle_lrkit.advise.case import ResolvedCase
from paddle_lrkit.advise.data import rows
from paddle_lrkit.advise.guide import GuideRow
from paddle_lrkit.messages import Message

_OTHER_FAMILY, _ANY_TASK, _OTHER_TASK = 10, 50, 100


class RowMatch(NamedTuple):
    """A row and the conditions that the case does not meet.

    Args:
        row: The row.
        misses: The conditions as sentences; empty when the row applies.
    """

    row: GuideRow
    misses: tuple[Message, ...]


def match_rows(case: ResolvedCase) -> list[RowMatch]:
    """All rows: those that apply in the order of the table, then the others, fewest misses first.

    Example:
        >>> from paddle_lrkit.advise.case import Case, resolve_case
        >>> [each.row.key for each in match_rows(resolve_case(Case("classification", "ResNet50", epochs=20)))][:2]
        ['cnn-short', 'cnn']
    """
    found = [RowMatch(row, tuple(row.when.misses(case))) for row in rows()]
    return sorted(found, key=lambda each: _distance(each, case))


def _distance(considered: RowMatch, case: ResolvedCase) -> int:
    """0 for a row that applies; then rows of the task come first, rows for any task next, other tasks last."""
    if not considered.misses:
        return 0
    tasks = considered.row.when.tasks
    elsewhere = 0 if case.task in tasks else _OTHER_TASK if tasks else _ANY_TASK
    families = considered.row.when.families
    return len(considered.misses) + elsewhere + (_OTHER_FAMILY if families and case.family not in families else 0)
