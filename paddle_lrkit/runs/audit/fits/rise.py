"""First guesses of a warmup from its rows."""

from __future__ import annotations

from paddle_lrkit.runs.audit.fits.fit import Problem, closest
from paddle_lrkit.runs.audit.fits.points import Points, thin


def linear_rise(rows: Points, peak: float, top: float) -> list[float] | None:
    """Length and start of a linear warmup; None when no line prints its rows.

    Args:
        rows: The rows before the first one at the peak.
        peak: The largest rate.
        top: Position of the first row at the peak.
    """
    inside = rows.pick(index for index, window in enumerate(rows.window) if not window)
    rows = inside if len(inside) > 1 else rows
    at, value = rows.at, rows.value
    if len(rows) < 2 or value[-1] <= value[0]:
        return [top, max(value[0] * 0.5, 0.0) if at[0] > 0 else value[0]]
    span = at[-1] - at[0]
    start, slope = value[0], (value[-1] - value[0]) / span
    if len(rows) > 2:
        line = Problem(
            lambda place, numbers: numbers[0] + numbers[1] * (place - at[0]),
            rows.pick(thin(rows, 60)),
            [-peak, 0.0],
            [2 * peak, 10 * peak / span],
            [peak, peak / span],
        )
        (start, slope), worst = closest(line, [start, slope])
        if worst > 1.0:
            return None
    first = max(start - slope * at[0], 0.0)
    return [min(max((peak - first) / slope, at[-1]), top) if slope > 0 else top, first]
