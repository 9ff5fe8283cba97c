"""The charts of a comparison are XML, stay inside their frame, and show divergence and ties."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.plot.chart import ChartLine
from paddle_lrkit.plot.comparison import ArmDifference, differences_chart, lines_chart
from paddle_lrkit.plot.layout import COMPACT
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.scene import BAND, Line, Rect, Text
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.plot.terminal import draw_terminal

VALUES = st.floats(-1e3, 1e3)


def draw_lines(*arms, **options):
    return draw_chart(lines_chart("t", "s", "x", arms, **options), 720, 300, COMPACT)


def draw_differences(*arms):
    return draw_chart(differences_chart("t", "s", "x", arms), 720, 300, COMPACT)


@given(st.lists(st.tuples(st.floats(1e-5, 10), st.one_of(st.none(), VALUES)), min_size=1, max_size=6))
def test_lines_stay_inside_the_picture(points):
    points = sorted(dict(points).items())
    picture = draw_lines(ChartLine("a", points), log_x=True, cut=True, dots=True, chosen=[points[0][0]])
    ElementTree.fromstring(svg(picture))
    for item in picture.items:
        if isinstance(item, Line):
            assert all(0 <= x <= picture.width and 0 <= y <= picture.height for x, y in item.points)


def test_a_run_that_diverged_is_a_cross_and_a_gap():
    line = ChartLine("a", [(1, 0.5), (2, None), (3, 0.4), (4, 0.3)])
    picture = draw_lines(line)
    named = [item for item in picture.items if isinstance(item, Line) and item.name == "a"]
    assert [len(item.points) for item in named] == [1, 2]
    assert sum(isinstance(item, Text) and item.text == "×" for item in picture.items) == 1


def test_the_chosen_rate_is_marked_and_named():
    picture = draw_lines(ChartLine("cosine", [(0.1, 1.0), (0.2, 0.5)]), log_x=True, chosen=[0.2])
    texts = [item.text for item in picture.items if isinstance(item, Text)]
    assert {"cosine", "0.2"} <= set(texts)
    assert sum(isinstance(item, Rect) and item.width == 11.0 for item in picture.items) == 1


def test_a_few_large_values_do_not_flatten_the_rest():
    line = ChartLine("a", [(1, 0.3), (2, 0.4), (3, 0.5), (4, 1e9)])
    cut, whole = (draw_lines(line, cut=each) for each in (True, False))
    heights = []
    for picture in (cut, whole):
        (drawn,) = [item for item in picture.items if isinstance(item, Line) and item.name == "a"]
        heights.append(drawn.points[0][1] - drawn.points[-2][1])
    assert heights[0] > 30
    assert heights[1] == pytest.approx(0, abs=0.01)


def test_intervals_show_the_tied_and_the_diverged():
    rows = [
        ArmDifference("best", "0.30", 0.0, tied=True),
        ArmDifference("other", "0.31", 0.01, -0.01, 0.03, [-0.01, 0.03], True),
        ArmDifference("lost", "diverged 2x"),
    ]
    picture = draw_differences(*rows)
    ElementTree.fromstring(svg(picture))
    assert sum(isinstance(item, Rect) and item.fill == BAND for item in picture.items) == 2
    texts = [item.text for item in picture.items if isinstance(item, Text)]
    assert {"best", "other", "lost", "diverged 2x"} <= set(texts)


def test_the_same_picture_each_time():
    rows = [ArmDifference("a", "1", 0.0), ArmDifference("b<&", "2", 0.5, 0.1, 0.9)]
    assert svg(draw_differences(*rows)) == svg(draw_differences(*rows))


def test_the_terminal_draws_the_same_charts():
    lines = lines_chart("t", "s", "rate", [ChartLine("cosine", [(0.1, 1.0), (0.2, None)])], log_x=True, dots=True)
    text = draw_terminal(lines)
    assert "A cosine" in text
    assert text.count("×") == text.count("•") == 1
    rows = [ArmDifference("best", "0.30", 0.0, tied=True), ArmDifference("other", "0.31", 0.02, 0.01, 0.03)]
    best, other = (
        next(row for row in draw_terminal(differences_chart("t", "s", "x", rows)).split("\n") if name in row)
        for name in ("best", "other")
    )
    assert best.endswith("0.30")
    assert "░" in best
    assert other.endswith("0.31")
    assert "░" not in other
