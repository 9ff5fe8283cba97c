"""The numbers for the read-out."""

from __future__ import annotations

import json

from paddle_lrkit.curves import constant, cosine
from paddle_lrkit.plot.figure import Figure
from paddle_lrkit.plot.hover import hover_data
from paddle_lrkit.plot.series import series_of
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def test_each_series_knows_its_own_span():
    schedules = [
        Schedule(cosine(0.1, 0.0, 100), "lrkit", RunLength(100, 10), "Cosine", "a.yml"),
        Schedule(constant(0.2), "lrkit", RunLength(400), "Constant", "b.yml"),
    ]
    data = hover_data(Figure(series_of(schedules), "percent", log_y=True), (10.123, 20, 300, 200))
    assert data["frame"] == [10.12, 20, 300, 200]
    assert (data["log"], data["high"] > data["low"] > 0) == (True, True)
    assert [(one["label"], one["span"], one["end"], one["epoch"]) for one in data["series"]] == [
        ("a", 100.0, 100, 10),
        ("b", 400.0, 400, None),
    ]
    assert json.loads(json.dumps(data)) == data
