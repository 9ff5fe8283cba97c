"""Tries the families from the simplest to the most general and says which of them print the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import product

from paddle_lrkit.runs.audit.contradiction import contradicted
from paddle_lrkit.runs.audit.fits.as_recognized import recognized_of
from paddle_lrkit.runs.audit.fits.facts import Facts
from paddle_lrkit.runs.audit.fits.model import Body
from paddle_lrkit.runs.audit.fits.outline import Outline, outline_of
from paddle_lrkit.runs.audit.fits.points import Points, across, points_of
from paddle_lrkit.runs.audit.fits.restarts import first_lengths, restarts, wave
from paddle_lrkit.runs.audit.fits.smooth import candidates
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
    reach = 0.0
    if rows.printing.printed == "median":
        reach = rows.printing.window / 2 + 1.0
        points = across(points, _turns(points, outline), rows.printing.window)
    facts = Facts(points, outline, rows.total, rows.epoch, digits, rows.update[-1] + 1.0, reach)
    if (found := stairs(facts)) is not None:
        return _checked(found, rows)
    fitted = candidates(facts, list(_risen(facts))) if outline.rises else candidates(facts)
    if fitted:
        return _checked(recognized_of(fitted, facts), rows)
    found = stairs(facts, strict=False)
    return found and _checked(found, rows)


def _checked(found: Recognized, rows: RunRows) -> Recognized:
    """The same, less sure when its curve, with positions at whole updates, does not print every row."""
    row = contradicted(found.curve, rows, found.digits)
    if row is None:
        return found
    note = f"why update {rows.update[row]:,} prints {rows.rate[row]:g}, which the rounded parameters miss"
    return replace(found, certainty="low", unknown=(*found.unknown, note))


def _turns(points: Points, outline: Outline) -> list[float]:
    """Positions around which rates rise and fall."""
    indices = {index for rise in outline.rises for index in (rise - 1, rise)}
    if outline.rising:
        indices |= {outline.top - 1, outline.top, outline.falls, min(outline.falls + 1, len(points) - 1)}
    return sorted(points.at[index] for index in indices)


def _risen(facts: Facts) -> Iterator[Body]:
    """The bodies of rates that rise again."""
    points, outline = facts.points, facts.outline
    groups: list[list[int]] = []
    for index in outline.rises:
        if groups and points.at[index] - points.at[groups[-1][-1]] <= 2 * facts.reach:
            groups[-1].append(index)
        else:
            groups.append([index])
    valley = min(range(outline.falls, len(points)), key=lambda index: points.value[index])
    if len(groups) < 2 or groups[1][0] > groups[0][-1] + 1:
        places = [(points.at[group[0] - 1] - facts.reach, points.at[group[-1]] + facts.reach) for group in groups]
        begin = (points.at[outline.top - 1], points.at[outline.falls + 1]) if outline.rising else (0.0, facts.first)
        tops = [points.value[group[-1]] for group in groups]
        before = tops if len(tops) > 1 and facts.first > facts.interval else [points.value[outline.falls], *tops]
        factor = min(before[1] / max(before[0], 1e-300), 1.0)
        for multiplier, skipped in product((1, 2, 3), range(8 if facts.first > facts.interval else 1)):
            lengths = first_lengths(multiplier, places, begin, skipped)
            if lengths is not None:
                yield restarts(multiplier, None, places, lengths, skipped)
                yield restarts(
                    multiplier, factor, places, lengths, skipped, tops[0] if facts.first > facts.interval else 0.0
                )
    yield wave(points.at[valley])
