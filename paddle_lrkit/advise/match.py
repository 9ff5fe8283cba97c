"""Which row of the guide fits a case, and why the others do not."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paddle_lrkit.advise.case import Settled
from paddle_lrkit.advise.row import Ramp, Row
from paddle_lrkit.advise.rows import ROWS
from paddle_lrkit.text import Bilingual

_OTHER_FAMILY, _ANY_TASK, _OTHER_TASK = 10, 50, 100


@dataclass(frozen=True)
class Considered:
    """A row and the conditions that the case does not meet.

    Args:
        row: The row.
        misses: In words; empty when the row fits.
    """

    row: Row
    misses: tuple[Bilingual, ...]


def consider(case: Settled) -> list[Considered]:
    """All rows: those that fit in the order of the table, then the others, those that miss least first.

    Example:
        >>> from paddle_lrkit.advise.case import Case, settle
        >>> [each.row.key for each in consider(settle(Case("classification", "ResNet50", epochs=20)))][:2]
        ['cnn-short', 'cnn']
    """
    found = [Considered(row, tuple(row.when.misses(case))) for row in ROWS]
    return sorted(found, key=lambda each: _distance(each, case))


def _distance(considered: Considered, case: Settled) -> int:
    """0 for a row that fits; rows of the task are nearer than those of any task, and these than another task's."""
    if not considered.misses:
        return 0
    tasks = considered.row.when.tasks
    elsewhere = 0 if case.task in tasks else _OTHER_TASK if tasks else _ANY_TASK
    families = considered.row.when.families
    return len(considered.misses) + elsewhere + (_OTHER_FAMILY if families and case.family not in families else 0)


def ramp_of(row: Row, case: Settled) -> Ramp:
    """The warmup of a row; where it has none of its own, that of the same case with a fixed length."""
    if row.ramp is not None:
        return row.ramp
    as_fixed = replace(case, given=replace(case.given, fixed=True))
    first = consider(as_fixed)[0]
    return first.row.ramp if first.row.ramp is not None and not first.misses else Ramp("5%", most="5%")
