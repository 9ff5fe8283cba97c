"""The first row that a curve does not print."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Callable

from paddle_lrkit.curves.base import Curve
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.runs.audit.fits.points import points_of
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits

_MOST_KNOTS = 20_000


def contradicted(curve: Curve, rows: RunRows, digits: PrintedDigits) -> int | None:
    """Index of the first row that a curve would not print; None when it prints all of them.

    Args:
        curve: The rate of each update.
        rows: The rows; one without a number is left out.
        digits: How exactly the rates are written.

    Example:
        >>> from array import array
        >>> from paddle_lrkit.curves import linear
        >>> from paddle_lrkit.runs.audit.printing import Printing
        >>> rows = RunRows(Printing(), array("q", [0, 50, 80]), array("d", [0.1, 0.05, 0.03]))
        >>> contradicted(linear(0.1, 0.0, 100), rows, PrintedDigits("decimals", 3))
        2
    """
    points = points_of(rows, digits)
    shown = _shown(curve, rows)
    kept = (index for index, rate in enumerate(rows.rate) if math.isfinite(rate))
    try:
        for index, value, slack in zip(kept, points.value, points.slack, strict=True):
            if not abs(shown(index) - value) <= slack * 1.0001:
                return index
    except ConfigError:
        return index
    return None


def _shown(curve: Curve, rows: RunRows) -> Callable[[int], float]:
    """What a curve prints in a row."""
    updates, printing = rows.update, rows.printing
    if printing.printed == "after":
        return lambda index: curve(updates[index] + 1)
    if printing.printed != "median":
        return lambda index: curve(updates[index])
    try:
        knots = curve.knots(updates[-1] + 1)
    except ConfigError:
        knots = []
    bounds = knots if len(knots) < _MOST_KNOTS else None
    window, began, process = printing.window, rows.began, rows.process

    def median(index: int) -> float:
        last = updates[index]
        start = began[min(process[index], len(began) - 1)]
        first = max(start, last - window + 1)
        if bounds is None or bisect_right(bounds, last) != bisect_right(bounds, first):
            return printing.value(curve, last, start)
        low = (first + last) // 2
        return curve(low) if (first + last) % 2 == 0 else (curve(low) + curve(low + 1)) / 2

    return median
