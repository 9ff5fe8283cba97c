"""A replayed plateau rule as a line and as text."""

from __future__ import annotations

from typing import NamedTuple

from paddle_lrkit.curves import piecewise_constant
from paddle_lrkit.plot.replay_series import reduction_lines, replay_series
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import applied_series, series_of
from paddle_lrkit.plot.words import CHINESE, ENGLISH
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


class Fall(NamedTuple):
    update: int
    metric: float
    before: float
    after: float


FALLS = [Fall(40, 0.25, 0.1, 0.01), Fall(1200, 1 / 3, 0.01, 0.001)]
(SERIES,) = series_of(
    [Schedule(piecewise_constant([40, 1200], [0.1, 0.01, 0.001]), "lrkit", RunLength(2000, 100), "Plateau", "rule.yml")]
)


def test_each_reduction_is_marked_once():
    line = replay_series(SERIES, FALLS, ENGLISH)
    marks = schedule_chart([line]).references
    assert [(mark.label, mark.detail, mark.short) for mark in marks] == [
        ("update 40", "→ 0.01", "40"),
        ("update 1,200", "→ 0.001", "1,200"),
    ]
    assert line.facts(ENGLISH)[:3] == ["peak 0.1", "2 reductions", "last 0.001"]
    assert replay_series(SERIES, [], CHINESE).facts(CHINESE)[1] == "未降低"


def test_the_reductions_as_a_table():
    assert reduction_lines(SERIES, FALLS, "loss", ENGLISH) == [
        "rule: 2 reductions",
        "  update 40 (0.4 ep)    loss 0.25      0.1 -> 0.01",
        "  update 1,200 (12 ep)  loss 0.333333  0.01 -> 0.001",
    ]
    assert reduction_lines(SERIES, FALLS[:1], "loss", ENGLISH)[0] == "rule: 1 reduction"
    assert reduction_lines(SERIES, [], "loss", ENGLISH) == ["rule: no reduction"]
    rise = Fall(1300, 0.2, 0.001, 0.002)
    assert reduction_lines(SERIES, [*FALLS, rise], "loss", ENGLISH)[0] == "rule: reductions 2, increases 1"


def test_what_was_applied_is_pale():
    line = applied_series("applied", SERIES, [(10, 0.1), (20, 0.05)], ENGLISH)
    assert (line.role, line.begin, line.end, line.last) == ("reference", 10, 21, 0.05)
    assert line.facts(ENGLISH) == ["peak 0.1", "last 0.05"]
