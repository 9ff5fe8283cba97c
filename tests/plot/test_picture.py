"""A chart as a picture."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.curves import constant, cosine
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.scene import Line, Text
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import series_of
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def drawn(total=100, epoch=10, rate=0.1):
    one = Schedule(constant(rate), "lrkit", RunLength(total, epoch), "Constant", "a.yml")
    return draw_chart(schedule_chart(series_of([one])), 800, 400)


def texts(picture):
    return [item.text for item in picture.items if isinstance(item, Text)]


def test_the_size_is_the_one_asked_for():
    assert (drawn().width, drawn().height) == (800, 400)


def test_axes_are_named():
    words = texts(drawn())
    assert {"learning rate", "updates", "epochs", "a: Constant"} <= set(words)
    assert "epochs" not in texts(drawn(epoch=None))


def test_every_rate_tick_is_level_with_its_grid_line():
    picture = drawn()
    _, top, _, bottom = picture.plots[0]["frame"]
    (tick,) = [item for item in picture.items if isinstance(item, Text) and item.text == "0.10"]
    (series,) = [item for item in picture.items if isinstance(item, Line) and item.name]
    assert tick.y - 4 == pytest.approx(series.points[0][1])
    assert top < tick.y < bottom


@pytest.mark.parametrize(("total", "rate"), [(1, 0.1), (2, 0.0), (10**9, 1e-12)])
def test_odd_runs_are_drawn(total, rate):
    picture = drawn(total, None, rate)
    (series,) = [item for item in picture.items if isinstance(item, Line) and item.name]
    assert len(series.points) == 2


def test_each_series_knows_its_own_span():
    schedules = [
        Schedule(cosine(0.1, 0.0, 100), "lrkit", RunLength(100, 10), "Cosine", "a.yml"),
        Schedule(constant(0.2), "lrkit", RunLength(400), "Constant", "b.yml"),
    ]
    (data,) = draw_chart(schedule_chart(series_of(schedules), "percent", log_y=True)).plots
    assert data["frame"] == [round(side, 2) for side in data["frame"]]
    assert (data["log"], data["high"] > data["low"] > 0) == (True, True)
    assert [(one["label"], one["span"], one["end"], one["epoch"]) for one in data["series"]] == [
        ("a", 100.0, 100, 10),
        ("b", 400.0, 400, None),
    ]
    assert json.loads(json.dumps(data)) == data
