"""Which bodies rates may have that fall and rise again."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from paddle_lrkit.runs.audit.fits.facts import Facts
from paddle_lrkit.runs.audit.fits.model import Body
from paddle_lrkit.runs.audit.fits.restarts import first_lengths, restarts, wave

_MOST_SKIPPED = 8


def risen(facts: Facts) -> Iterator[Body]:
    """Restarts of several growths where rates jump up, and the cosine that rises again."""
    points, outline = facts.points, facts.outline
    groups: list[list[int]] = []
    for index in outline.rises:
        if groups and points.at[index] - points.at[groups[-1][-1]] <= 2 * facts.reach:
            groups[-1].append(index)
        else:
            groups.append([index])
    valley = min(range(outline.falls, len(points)), key=lambda index: points.value[index])
    if len(groups) < 2 or groups[1][0] > groups[0][-1] + 1:
        yield from _restarts(facts, groups, points.value[valley] + points.slack[valley])
    yield wave(points.at[valley])


def _restarts(facts: Facts, groups: list[list[int]], lowest: float) -> Iterator[Body]:
    """Restarts at the places where the rates jump up, for each group of rows that shows one."""
    points, outline = facts.points, facts.outline
    places = [(points.at[group[0] - 1] - facts.reach, points.at[group[-1]] + facts.reach) for group in groups]
    begin = (points.at[outline.top - 1], points.at[outline.falls + 1]) if outline.rising else (0.0, facts.first)
    late = facts.first > facts.interval
    tops = [points.value[group[-1]] for group in groups]
    before = tops if len(tops) > 1 and late else [points.value[outline.falls], *tops]
    factor = min(before[1] / max(before[0], 1e-300), 1.0)
    held = outline.settles < len(points) - 2 and points.value[-1] <= lowest
    for multiplier, skipped in product((1, 2, 3), range(_MOST_SKIPPED if late else 1)):
        lengths = first_lengths(multiplier, places, begin, skipped)
        if lengths is not None:
            for cycles in (None, len(places) + 1 + skipped) if held else (None,):
                yield restarts(multiplier, None, places, lengths, skipped, cycles=cycles)
                yield restarts(multiplier, factor, places, lengths, skipped, tops[0] if late else 0.0, cycles)
