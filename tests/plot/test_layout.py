"""Where the parts of a chart are."""

from __future__ import annotations

import pytest

from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.chart import Chart, ChartLine
from paddle_lrkit.plot.layout import COMPACT, LARGE, ROW_HEIGHT, Frame, Layout
from paddle_lrkit.plot.ticks import Tick

BOX = Frame(0, 0, 720, 380)


def chart(names=("a",), **options):
    lines = [ChartLine(name, [(0.0, 0.0), (10.0, 1.0)]) for name in names]
    return Chart("title", Axis(0.0, 10.0, name="updates"), options.pop("y", Axis(0.0, 1.0)), lines, **options)


def test_a_frame_turns_positions_into_pixels():
    frame = Frame(10, 20, 110, 220)
    assert (frame.at(0, 0), frame.at(1, 1), frame.at(0.5, 0)[0]) == ((10, 220), (110, 20), 60)


@pytest.mark.parametrize("sizes", [LARGE, COMPACT])
def test_the_plot_is_inside_the_box(sizes):
    layout = Layout(chart(), BOX, sizes)
    frame = layout.frame
    assert BOX.left < frame.left < frame.right < BOX.right
    assert BOX.top < layout.title_y < frame.top < frame.bottom == BOX.bottom - layout.foot


def test_a_legend_moves_the_plot_down_and_lets_it_grow():
    few, many = (Layout(chart(["a"] * number, legend=True), BOX, COMPACT) for number in (2, 20))
    assert few.frame.bottom == BOX.bottom - few.foot
    assert many.frame.top > BOX.bottom
    assert many.frame.height == pytest.approx(160)


def test_rows_have_a_fixed_height_and_notes_their_room():
    rows = Axis(0.0, 3.0, labels=[Tick(2.5, "x"), Tick(1.5, "y"), Tick(0.5, "z")], rows=True)
    bare, noted = (Layout(chart(y=rows, notes=notes), BOX, COMPACT).frame for notes in ((), ("a note", "", "")))
    assert bare.height == 3 * ROW_HEIGHT
    assert noted.right < bare.right
