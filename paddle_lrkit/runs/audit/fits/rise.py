"""First guesses of a warmup from its rows."""

from __future__ import annotations

import math

from paddle_lrkit.runs.audit.fits.fit import FITS, Problem, closest
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
        if worst > FITS:
            return None
    first = max(start - slope * at[0], 0.0)
    return [min(max((peak - first) / slope, at[-1]), top) if slope > 0 else top, first]


def cosine_rise(rows: Points, peak: float, top: float) -> list[float]:
    """Length and start of half a cosine through the first row that ends at ``top``."""
    left = (1 + math.cos(math.pi * rows.at[0] / top)) / 2
    return [top, max(peak - (peak - rows.value[0]) / left, 0.0) if left > 1e-3 else 0.0]


def power_rise(rows: Points, peak: float, top: float) -> list[float]:
    """Length, start and power of a power of the update through a middle row that ends at ``top``."""
    at, value = rows.at[len(rows) // 2], rows.value[len(rows) // 2]
    inside = 0 < value < peak and 0 < at < top
    return [top, 0.0, min(max(math.log(value / peak) / math.log(at / top), 0.1), 10.0) if inside else 2.0]


def corner(line: list[float], rows: Points, after: Points) -> tuple[list[float], float]:
    """Length and start of a linear warmup, and the peak: where its line meets the one through the next two rows.

    Args:
        line: Length and start as `linear_rise` finds them.
        rows: The rows of the warmup.
        after: The first two rows after it.
    """
    length, start = line
    value = after.value[0]
    if len(after) < 2 or length <= 0:
        return line, value
    rise = (value - start) / length
    fall = (after.value[1] - value) / (after.at[1] - after.at[0])
    if rise <= fall:
        return line, value
    meet = (value - fall * after.at[0] - start) / (rise - fall)
    if not rows.at[-1] <= meet <= after.at[1]:
        return line, value
    return [meet, start], start + rise * meet
