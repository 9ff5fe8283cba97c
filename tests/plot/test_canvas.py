"""Dots in character cells."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.plot.canvas import Canvas

PLACES = st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=1, max_size=8)


def dots(canvas):
    """All dots that are set in a braille canvas."""
    bits = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    return {
        (column * 2 + x, row * 4 + y)
        for row in range(canvas.rows)
        for column in range(canvas.columns)
        if canvas.character(row, column) != " "
        for bit, (x, y) in enumerate(bits)
        if ord(canvas.character(row, column)) - 0x2800 >> bit & 1
    }


@given(PLACES, st.integers(1, 30), st.integers(1, 10))
def test_a_line_has_no_gap_and_reaches_its_ends(places, columns, rows):
    canvas = Canvas(columns, rows)
    canvas.line(places)
    found = dots(canvas)
    reached = {next(iter(found))}
    waiting = list(reached)
    while waiting:
        x, y = waiting.pop()
        for near in {(x + dx, y + dy) for dx in (-1, 0, 1) for dy in (-1, 0, 1)} & found - reached:
            reached.add(near)
            waiting.append(near)
    assert reached == found
    for place in places:
        row, column = canvas.cell(*place)
        assert canvas.character(row, column) != " "


def test_corners():
    canvas = Canvas(2, 2)
    assert [canvas.cell(*place) for place in [(0, 0), (0, 1), (1, 0), (1, 1)]] == [(1, 0), (0, 0), (1, 1), (0, 1)]
    canvas.line([(0, 1)])
    assert canvas.character(0, 0) == "⠁"
    canvas.line([(1, 0)])
    assert canvas.character(1, 1) == "⢀"


def test_a_vertical_line_fills_its_column():
    canvas = Canvas(3, 4)
    canvas.line([(0, 0), (0, 1)])
    assert [canvas.character(row, 0) for row in range(4)] == ["⡇"] * 4


@pytest.mark.parametrize(("up", "character"), [(1.0, "'"), (0.5, "-"), (0.0, ".")])
def test_ascii_shows_the_height_in_the_cell(up, character):
    canvas = Canvas(3, 1, ascii_only=True)
    canvas.line([(0, up), (1, up)])
    assert [canvas.character(0, column) for column in range(3)] == [character] * 3


def test_a_cell_belongs_to_the_last_line():
    canvas = Canvas(2, 1)
    canvas.line([(0, 0), (1, 0)], owner=0)
    canvas.line([(1, 1)], owner=1)
    assert (canvas.owner(0, 0), canvas.owner(0, 1)) == (0, 1)
    assert Canvas(1, 1).owner(0, 0) is None
