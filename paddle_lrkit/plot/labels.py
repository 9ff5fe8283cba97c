"""Placing labels in a row so that they do not touch."""

from __future__ import annotations

from collections.abc import Iterable


def spread(wanted: Iterable[tuple[float, float]], begin: float, end: float, gap: float) -> list[float | None]:
    """The left edge of each label, or None for one that has no room.

    Args:
        wanted: Middle and width of each label, from left to right.
        begin: Where the row begins; the first label is moved to the right to stay inside where it still covers its
            middle.
        end: Where it ends; the last labels are moved to the left to stay inside.
        gap: Space between two labels.

    Example:
        >>> spread([(10, 8), (16, 8), (40, 8)], 0, 42, 1)
        [6.0, None, 34]
        >>> spread([(1, 8), (20, 8)], 0, 42, 1)
        [0, 16.0]
    """
    edges: list[float | None] = []
    for middle, width in wanted:
        edge = min(middle - width / 2, end - width)
        if not edges and edge < begin <= middle:
            edge = begin
        if edge < begin:
            edges.append(None)
            continue
        edges.append(edge)
        begin = edge + width + gap
    return edges
