"""The chart of an audit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest

from paddle_lrkit import curves
from paddle_lrkit.curves import Curve
from paddle_lrkit.plot.picture import draw_chart
from paddle_lrkit.plot.svg import svg
from paddle_lrkit.plot.terminal import draw_terminal
from paddle_lrkit.plot.words import CHINESE, ENGLISH
from paddle_lrkit.reports.audit.chart import MOST_DOTS, audit_chart, small_chart
from paddle_lrkit.runs.audit.result import LossFinding, PlacedRow
from tests.reports.audit.audits import CURVE, audited, placed


def test_the_plan_is_a_line_and_few_rows_are_dots_on_it():
    chart = audit_chart(audited(), ENGLISH)
    plan, printed = chart.lines
    assert (plan.name, printed.name) == ("planned", "printed in the log")
    assert dict(plan.points)[1000] == CURVE(1000)
    assert not printed.points
    assert list(chart.points[0].points) == [(update, CURVE(update)) for update in range(0, 2000, 20)]
    assert (chart.x.high, chart.second_x.high) == (2000, 20)


def test_many_rows_are_a_line_with_a_gap_at_each_resume():
    rows = placed(every=2)
    assert len(rows) > MOST_DOTS
    chart = audit_chart(audited(placed=rows, resumes=[600, 900]), ENGLISH)
    printed = chart.lines[1].points
    assert [x for x, y in printed if y is None] == [600, 900]
    assert [(x, y) for x, y in printed if y is not None] == [(row.update, row.rate) for row in rows]
    assert not chart.points[0].points
    assert [mark.label for mark in chart.references] == ["resume", "resume"]
    many = audit_chart(audited(resumes=[600, 610, 620]), ENGLISH)
    assert [(mark.x, mark.label) for mark in many.references] == [(600, "resume")]


def test_the_first_difference_is_marked_once_where_a_resume_is_its_cause():
    wrong = audited(placed=placed(every=2, factor=2.0, since=1000), resumes=[999, 1500])
    chart = audit_chart(wrong, ENGLISH)
    assert [(mark.x, mark.label) for mark in chart.references] == [(1000, "resume, first difference"), (1500, "resume")]
    assert [points.points for points in chart.points if points.symbol == "ring"] == [[(1000, 2 * CURVE(1000))]]


def test_where_the_loss_breaks_is_marked():
    found = [LossFinding(kind, "", 500, 9, 0.1, False, "high") for kind in ("nan", "plateau")]
    chart = audit_chart(audited(loss=found, resumes=[400]), ENGLISH)
    assert [(mark.x, mark.label) for mark in chart.references] == [(400, "resume"), (500, "loss NaN")]
    near = audit_chart(audited(loss=found, resumes=[490], placed=placed(factor=2.0, since=500)), ENGLISH)
    assert [(mark.x, mark.label) for mark in near.references] == [(500, "resume, loss NaN, first difference")]


def test_a_mark_takes_the_place_of_the_label_of_a_warmup():
    assert audit_chart(audited(), ENGLISH).bands[0].label == "warmup 200"
    assert audit_chart(audited(placed=placed(factor=2.0)), ENGLISH).bands[0].label == ""


def test_the_first_rows_of_a_long_plan_are_shown_alone():
    chart = audit_chart(audited(placed=placed(stop=400)), ENGLISH)
    assert chart.x.high == 401
    assert max(x for x, _ in chart.lines[0].points) <= 401
    longer = audit_chart(audited(placed=[*placed(), PlacedRow(2500, 0.0)]), ENGLISH)
    assert longer.x.high == 2501


@pytest.mark.parametrize(("factor", "high"), [(1.0, 0.1), (3.0, 0.3), (1e6, 1.2)])
def test_the_rate_axis_holds_both_but_not_any_outlier(factor, high):
    chart = audit_chart(audited(placed=placed(every=10, factor=factor)), ENGLISH)
    assert chart.y.high == pytest.approx(1.07 * high, rel=1e-3)


def test_a_row_that_shows_the_next_update_is_marked_at_its_place_under_its_own_number():
    rows = [PlacedRow(1, 0.1, 0.1), PlacedRow(21, 0.3, 0.1, True)]
    chart = audit_chart(audited(placed=rows, first_update=20), ENGLISH)
    assert [(mark.x, mark.detail) for mark in chart.references] == [(21, "update 20")]


def test_another_process_is_a_line_of_its_own():
    others = [PlacedRow(20, 0.5, 0.01), PlacedRow(40, 0.6, 0.02)]
    chart = audit_chart(audited(other_process=others, first_update=20), ENGLISH)
    assert [(line.name, list(line.points)) for line in chart.lines[2:]] == [("another process", [(20, 0.5), (40, 0.6)])]
    assert [mark.x for mark in chart.references] == [20]
    assert chart.y.high > 0.6


def test_without_a_plan_the_recognized_shape_is_drawn():
    @dataclass
    class Shape:
        curve: Curve
        family: str = "cosine"

    chart = audit_chart(audited(schedule=None, shape=Shape(curves.constant(0.05))), ENGLISH)
    assert [line.name for line in chart.lines] == ["recognized shape", "printed in the log"]
    assert {y for _, y in chart.lines[0].points} == {0.05}
    alone = audit_chart(audited(schedule=None), ENGLISH)
    assert [line.name for line in alone.lines] == ["printed in the log"]


def test_rows_that_are_no_numbers_are_left_out():
    rows = [PlacedRow(0, math.nan), PlacedRow(20, math.inf), PlacedRow(40, 0.05)]
    chart = audit_chart(audited(placed=rows), ENGLISH)
    assert chart.points[0].points == [(40, 0.05)]
    assert audit_chart(audited(placed=rows[:2]), ENGLISH) is None


def test_it_can_be_drawn_everywhere():
    chart = audit_chart(audited(source="<b>&.log", placed=placed(factor=2.0), resumes=[0]), CHINESE)
    assert "首次不符" in draw_terminal(chart, 90, 20)
    assert "&lt;b&gt;&amp;.log" in svg(draw_chart(chart))
    assert all(line.points for line in small_chart(chart).lines)
    small = svg(draw_chart(small_chart(chart)))
    assert "首次不符" not in small
    assert len(small) < len(svg(draw_chart(chart)))
