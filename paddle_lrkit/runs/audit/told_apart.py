"""Which row would tell two explanations of a log apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.compared import RELATIVE, Applied, Compared
from paddle_lrkit.text import format_count, format_rate

_EVEN = 1500
"""Updates of the run that are compared, evenly spread."""
_NEAR = 60
"""Updates beside a row or a corner of the plan that are compared one by one."""
_MOST_CORNERS = 20


def told_apart(compared: Compared, first: tuple[str, Applied | None], other: tuple[str, Applied | None]) -> str:
    """The row of a finer or longer log in which two explanations differ most, as a noun phrase.

    Args:
        compared: The rows, which both explain, and the plan.
        first: Name of an explanation, and the rates that it says were applied; None where it does not say.
        other: The same of another one.
    """
    if first[1] is None or other[1] is None:
        return ""
    best = (0.0, 0, 0.0, 0.0)
    for update in sorted(set(_updates(compared))):
        try:
            one, two = _shown(compared, first[1], update), _shown(compared, other[1], update)
        except (ConfigError, OverflowError):
            continue
        best = max(best, (abs(one - two), update, one, two))
    gap, update, one, two = best
    if gap <= RELATIVE * max(abs(one), abs(two)):
        return tr("no log of this run: both apply the same rates at every planned update")
    shown = format_count(update), format_rate(one), first[0], format_rate(two), other[0]
    words = tr("a row at update {}, {} for {} and {} for {}", *shown)
    if gap <= compared.digits.half(one) + compared.digits.half(two):
        words += tr(", with more digits than this log has, such as those of VisualDL")
    return words


def _shown(compared: Compared, applied: Applied, update: int) -> float:
    """What the line of an update would print."""
    rows = compared.rows
    process = max(bisect_right(rows.began, update) - 1, 0)
    return rows.printing.value(lambda at: applied(at, process), update, rows.began[process])


def _updates(compared: Compared) -> Iterator[int]:
    """The updates to compare: evenly spread ones, those beside the first fault, and the corners of the plan."""
    stop, rows = compared.updates, compared.rows
    yield from range(0, stop, max(stop // _EVEN, 1))
    if compared.differing:
        at = compared.differing[0]
        last = rows.update[at]
        begin = max(rows.update[at - 1] if at else 0, last - _NEAR, 0)
        yield from range(begin, min(last + _NEAR, stop))
    for corner in compared.curve.knots(stop)[:_MOST_CORNERS]:
        yield from range(max(corner - 2, 0), min(corner + 3, stop))
