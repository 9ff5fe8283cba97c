"""Tries the families from the simplest to the most general and says which of them print the rows."""

from __future__ import annotations

import math
from dataclasses import replace

from paddle_lrkit.curves import noam
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.audit.contradiction import contradicted
from paddle_lrkit.runs.audit.fits import decays
from paddle_lrkit.runs.audit.fits.as_recognized import recognized_of
from paddle_lrkit.runs.audit.fits.facts import Facts
from paddle_lrkit.runs.audit.fits.outline import Outline, outline_of
from paddle_lrkit.runs.audit.fits.points import Points, across, points_of
from paddle_lrkit.runs.audit.fits.risen import risen
from paddle_lrkit.runs.audit.fits.smooth import candidates
from paddle_lrkit.runs.audit.fits.stairs import stairs
from paddle_lrkit.runs.audit.recognized import Recognized
from paddle_lrkit.runs.audit.run_rows import RunRows
from paddle_lrkit.suites.log_format import PrintedDigits


def search(rows: RunRows, digits: PrintedDigits) -> Recognized | None:
    """See `paddle_lrkit.runs.audit.recognized.recognize`."""
    points = points_of(rows, digits)
    if not len(points) or min(points.value) < -max(points.slack):
        return None
    try:
        return _searched(points, rows, digits)
    except (ArithmeticError, ConfigError):
        # Numbers that no schedule has, such as 1e300, which the formulas cannot compute with.
        return None


def _searched(points: Points, rows: RunRows, digits: PrintedDigits) -> Recognized | None:
    outline = outline_of(points)
    reach = 0.0
    if rows.printing.printed == "median":
        reach = rows.printing.window / 2 + 1.0
        points = across(points, _turns(points, outline), rows.printing.window)
    facts = Facts(points, outline, rows.total, rows.epoch, digits, rows.update[-1] + 1.0, reach)
    if (found := stairs(facts)) is not None:
        return _checked(found, rows)
    fitted = candidates(facts, list(risen(facts))) if outline.rises else candidates(facts)
    if fitted:
        return _checked(recognized_of(fitted, facts), rows)
    found = _noam_from_one(facts) or stairs(facts, strict=False)
    return found and _checked(found, rows)


def _noam_from_one(facts: Facts) -> Recognized | None:
    """Noam's schedule whose update 0 has the rate of update 1, as ours: the same fit without the first row."""
    points = facts.points
    if points.at[0] != 0 or len(points) < 4 or facts.outline.rises or not facts.outline.rising:
        return None
    points = points.between(1, len(points))
    facts = replace(facts, points=points, outline=outline_of(points))
    fitted = candidates(facts, [decays.NOAM])
    if not fitted:
        return None
    peak, warmup, _ = fitted[0].settled.values
    warm = max(round(warmup), 1)
    return replace(recognized_of(fitted, facts), curve=noam(1, warm, peak * math.sqrt(warm)))


def _checked(found: Recognized, rows: RunRows) -> Recognized:
    """The same, less sure when its curve, with positions at whole updates, does not print every row."""
    row = contradicted(found.curve, rows, found.digits)
    if row is None:
        return found
    note = tr("Update {:,} prints {:g}, which the rounded parameters miss.", rows.update[row], rows.rate[row])
    return replace(found, certainty="low", unknown=(*found.unknown, note))


def _turns(points: Points, outline: Outline) -> list[float]:
    """Positions around which rates rise and fall."""
    indices = {index for rise in outline.rises for index in (rise - 1, rise)}
    if outline.rising:
        indices |= {outline.top - 1, outline.top, outline.falls, min(outline.falls + 1, len(points) - 1)}
    return sorted(points.at[index] for index in indices)
