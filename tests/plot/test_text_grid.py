"""Characters in cells, wide ones included."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.plot.text_grid import BOLD, TextGrid
from paddle_lrkit.text import cells


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 30), st.text("ab学习 ", max_size=12)), max_size=10))
def test_no_row_is_wider_than_the_page_and_color_changes_no_letter(texts):
    grid = TextGrid(25)
    for row, column, text in texts:
        grid.put(row, column, text, BOLD)
    page = grid.text()
    assert all(cells(line) <= 25 for line in page.split("\n"))
    bare = re.sub(r"\x1b\[\d*m", "", grid.text(color=True))
    assert [line.rstrip() for line in bare.split("\n")] == page.split("\n")


def test_text_goes_where_it_is_put():
    grid = TextGrid(10)
    grid.put_right(0, 6, "学b")
    grid.put_centred(1, 4, "abc")
    grid.put_centred(2, 9, "abc")
    assert grid.text() == "   学b\n   abc\n       abc"


def test_styles_are_escapes():
    grid = TextGrid(10)
    grid.put(0, 0, "a", BOLD)
    grid.put(0, 1, "b")
    assert grid.text(color=True) == "\x1b[1ma\x1b[0mb"


def test_free_cells():
    grid = TextGrid(10)
    grid.put(0, 3, "学")
    assert grid.is_free(0, 0, 3)
    assert not grid.is_free(0, 4, 5)


def test_combining_marks_take_no_cell():
    assert cells("e\u0301") == 1
