"""Tries the families from the simplest to the most general and says which of them print the rows."""

from __future__ import annotations

from paddle_lrkit.runs.audit.fits.as_recognized import recognized_of
from paddle_lrkit.runs.audit.fits.outline import outline_of
from paddle_lrkit.runs.audit.fits.points import points_of
from paddle_lrkit.runs.audit.fits.smooth import Facts, candidates
from paddle_lrkit.runs.audit.fits.stairs import stairs
from paddle_lrkit.runs.audit.recognized import Recognized
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits


def search(rows: RunRows, digits: PrintedDigits) -> Recognized | None:
    """See `paddle_lrkit.runs.audit.recognized.recognize`."""
    points = points_of(rows, digits)
    if not len(points):
        return None
    outline = outline_of(points)
    reach = rows.printing.window / 2 + 1.0 if rows.printing.printed == "median" else 0.0
    facts = Facts(points, outline, rows.total, rows.epoch, digits, reach)
    found = stairs(facts)
    if found is not None:
        return found
    if outline.rises:
        return None
    fitted = candidates(facts)
    return recognized_of(fitted, facts) if fitted else None
