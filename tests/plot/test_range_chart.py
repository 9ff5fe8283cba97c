"""The chart of a range test, as a picture and in a terminal."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.plot import scene
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.range_chart import RangeTest, range_chart
from paddle_lrkit.plot.scene import Line, Rect, Text
from paddle_lrkit.plot.terminal import draw_terminal
from paddle_lrkit.plot.words import Words
from paddle_lrkit.text import cells

RATES = np.geomspace(1e-5, 1.0, 51)
LOSS = 2.0 - np.exp(-((np.log10(RATES) + 2) ** 2)) + 5 * RATES
CURVE = RATES.tolist(), LOSS.tolist()


def chart(suggestion=0.01, interval=(0.002, 0.05), **options):
    ramps = [CURVE, (CURVE[0][:30], CURVE[1][:30])]
    return range_chart(RangeTest("tiny, SGD", ramps, CURVE, interval, suggestion), **options)


def texts(picture):
    return [item.text for item in picture.items if isinstance(item, Text)]


def test_the_picture_shows_the_ramps_the_mean_the_interval_and_the_suggestion():
    picture = draw_chart(chart())
    named = {item.name: item for item in picture.items if isinstance(item, Line) and item.name}
    assert set(named) == {"ramp 1", "ramp 2", "mean"}
    (band,) = [item for item in picture.items if isinstance(item, Rect) and item.fill == scene.BAND]
    (mark,) = [item for item in picture.items if isinstance(item, Line) and item.dash]
    assert band.x < mark.points[0][0] < band.x + band.width
    shown = texts(picture)
    assert "Range test: tiny, SGD" in shown
    assert any("suggestion 0.01" in text and "interval 0.002 to 0.05" in text for text in shown)
    assert {"1e-5", "0.001", "0.1", "1"} <= set(shown)


def test_everything_stays_inside_the_picture():
    picture = draw_chart(chart(), 640, 400)
    points = [point for item in picture.items if isinstance(item, Line) for point in item.points]
    assert all(0 <= x <= 640 and 0 <= y <= 400 for x, y in points)


def test_a_divergence_is_cut_off_where_it_leaves_the_chart():
    one = chart()
    assert one.y.high < max(LOSS)
    assert len(one.lines[0].points) < len(RATES)
    assert one.place(*one.lines[0].points[-1])[1] == 1.0


def test_without_a_suggestion_nothing_is_marked():
    picture = draw_chart(chart(None, None))
    assert not [item for item in picture.items if isinstance(item, Rect) and item.fill == scene.BAND]
    assert any("no suggestion" in text for text in texts(picture))
    assert "░" not in draw_terminal(chart(None, None, each_ramp=False))


def test_a_level_loss_has_a_chart():
    level = RATES.tolist(), [1.0] * len(RATES)
    one = range_chart(RangeTest("level", [level], level))
    assert len(one.y.ticks(5)) >= 2
    assert draw_terminal(one)


def test_the_end_of_each_short_training_is_a_point_where_the_chart_has_room():
    trials = [1e-3, 1e-2, 1.0], [0.8, 0.6, 50.0]
    one = range_chart(RangeTest("tiny, SGD", [CURVE], CURVE, (0.002, 0.05), 0.01, trials))
    assert one.points[0].points == [(1e-3, 0.8), (1e-2, 0.6)]
    assert one.y.low < 0.6
    assert any("short trainings" in text for text in texts(draw_chart(one)))
    assert draw_terminal(one)


def test_ticks_lie_on_the_axis():
    one = chart()
    assert all(one.y.low <= tick.value <= one.y.high for tick in one.y.ticks(6))
    assert 2 <= len(one.y.ticks(6)) <= 7


@pytest.mark.parametrize("ascii_only", [True, False])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_terminal_keeps_to_its_size(language, ascii_only):
    text = draw_terminal(chart(words=Words(language), each_ramp=False), 72, 18, ascii_only=ascii_only)
    rows = text.splitlines()
    assert len(rows) == 18
    assert max(cells(row) for row in rows) <= 72
    assert "0.01" in rows[3]
    assert Words(language).range_test.format("tiny, SGD") == rows[0]
    if ascii_only and language == "en":
        assert text.isascii()


def test_a_name_cannot_move_the_cursor():
    assert "\x1b" not in draw_terminal(range_chart(RangeTest("a\x1b[2J", [CURVE], CURVE)))
