"""The columns of a table without names, told by their numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.runs.logs.columns import COLUMNS, Columns
from paddle_lrkit.text import join_names

_TAKEN = (
    Message("column {} is taken for the step"),
    Message("column {} is taken for the rate"),
    Message("column {} is taken for the loss"),
)
_SMOOTH, _ROUGH = 0.15, 0.25
"""Share of the steps that turn around: at most in a rate, at least in a loss."""


def columns_by_content(
    names: Sequence[str], rows: Sequence[Sequence[str]], given: Mapping[str, str], source: str
) -> Columns:
    """The step is the column of whole numbers that grows; the rate does not turn around from row to row as a loss does.

    Args:
        names: The numbers of the columns, from ``1`` on.
        rows: The first rows.
        given: Columns that the user names by number.
        source: Name of the file, for messages.

    Raises:
        UsageError: Which column is the rate or the step is not clear.

    Example:
        >>> rows = [[str(at), f"{3 + at % 7}.5", f"{0.1 - at / 1000:.4f}"] for at in range(0, 60)]
        >>> found = columns_by_content(["1", "2", "3"], rows, {}, "a.csv")
        >>> found.step, found.rate, found.loss
        ('1', '3', '2')
    """
    for key, name in given.items():
        if key not in COLUMNS or name not in names:
            raise _not_clear(source, len(names), tr("--columns {}={} is not the number of a column", key, name))
    columns = {name: _numbers(row[place] for row in rows) for place, name in enumerate(names)}
    counting = [name for name, column in columns.items() if column and _counts(column)]
    step = given.get("step") or _step(columns, counting, given)
    rest = [name for name, column in columns.items() if column and name not in (*counting, *given.values())]
    rate = given.get("lr") or _rate({name: columns[name] for name in rest})
    if step is None or rate is None:
        what = tr("the step") if step is None else tr("the rate")
        raise _not_clear(source, len(names), tr("its columns have no names, and it is not clear which is {}", what))
    losses = [name for name in rest if name != rate and _turns(columns[name]) >= _ROUGH]
    loss = given.get("loss") or (losses[0] if len(losses) == 1 else None)
    told = [str(words.filled(name)) for words, name in zip(_TAKEN, (step, rate, loss), strict=True) if name]
    return Columns(
        rate=rate,
        step=step,
        epoch=given.get("epoch"),
        loss=loss,
        skipped=given.get("skipped"),
        remarks=(tr("The columns have no names: {}.", join_names(told)),) if len(given) < len(told) else (),
    )


def _not_clear(source: str, count: int, why: str) -> UsageError:
    return UsageError(tr("{}: {}; say it by number, from 1 to {}: --columns step=1,lr=2", source, why, count))


def _numbers(cells: Iterable[str]) -> list[float]:
    """A column as numbers; empty if one is none."""
    try:
        return [float(cell) for cell in cells]
    except ValueError:
        return []


def _counts(column: Sequence[float]) -> bool:
    """Whether the numbers are whole and grow, but for a few resumes."""
    if not all(math.isfinite(value) and value == int(value) and value >= 0 for value in column):
        return False
    falls = sum(after < before for before, after in pairwise(column))
    return column[-1] > column[0] and falls <= len(column) // 20 + 1


def _step(columns: Mapping[str, Sequence[float]], counting: Sequence[str], given: Mapping[str, str]) -> str | None:
    """The only column that counts and grows in each row."""
    growing = [
        name
        for name in counting
        if name not in given.values() and sum(b > a for a, b in pairwise(columns[name])) >= 0.9 * len(columns[name]) - 1
    ]
    return growing[0] if len(growing) == 1 else None


def _rate(columns: Mapping[str, Sequence[float]]) -> str | None:
    """The only column that moves evenly and can be a rate, if all others do not."""
    even = [name for name, column in columns.items() if _turns(column) <= _SMOOTH and _is_possible(column)]
    rough = [name for name, column in columns.items() if name not in even and _turns(column) >= _ROUGH]
    return even[0] if len(even) == 1 and len(even) + len(rough) == len(columns) else None


def _is_possible(column: Sequence[float]) -> bool:
    return all(0 <= value <= 10 for value in column if value == value)


def _turns(column: Sequence[float]) -> float:
    """The share of rows at which the numbers turn around."""
    steps = [after - before for before, after in pairwise(column)]
    turns = sum(before * after < 0 for before, after in pairwise(steps))
    return turns / max(len(steps) - 1, 1)
