"""Axes, ticks, bands and marks of a chart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, multistep, step
from paddle_lrkit.errors import UsageError
from paddle_lrkit.plot.figure import DECADES, Figure
from paddle_lrkit.plot.series import Event, series_of
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def schedule(curve, total=100, epoch=10, warmup=0, file="a.yml"):
    return Schedule(curve, "lrkit", RunLength(total, epoch), "Name", file, warmup)


def figure(*schedules, **options):
    return Figure(series_of(schedules), **options)


@given(data=st.data(), x=st.sampled_from(["updates", "percent"]), log_y=st.booleans())
def test_every_point_is_on_the_chart_and_in_order(schedules, data, x, log_y):
    one = data.draw(schedules)
    if log_y and one.peak_lr == 0:
        return
    chart = figure(one, x=x, log_y=log_y)
    places = [chart.place(chart.series[0], update, rate) for update, rate in chart.series[0].points]
    assert all(0 <= part <= 1 for place in places for part in place)
    across = [place[0] for place in places]
    assert across == sorted(across)
    assert across[-1] == pytest.approx((one.total_updates - 1) / one.total_updates)


def test_the_axis_is_that_of_the_longest_run():
    chart = figure(schedule(constant(0.1), 100), schedule(constant(0.2), 400, 40))
    assert chart.x_axis.high == 400
    assert chart.x_place(chart.series[0], 100) == 0.25
    assert chart.y_axis.place(0.2) > 0.9


def test_in_epochs_runs_of_the_same_epochs_end_together():
    chart = figure(schedule(constant(0.1), 100, 10), schedule(constant(0.1), 400, 40), x="epochs")
    assert chart.x_axis.high == 10
    assert chart.x_place(chart.series[0], 50) == chart.x_place(chart.series[1], 200) == 0.5


def test_in_per_cent_all_runs_end_together():
    chart = figure(schedule(constant(0.1), 100), schedule(constant(0.1), 777, None), x="percent")
    assert chart.x_place(chart.series[0], 100) == chart.x_place(chart.series[1], 777) == 1
    assert chart.span(chart.series[1]) == pytest.approx(777)
    assert chart.x_ticks(6)[-1].label == "100%"


def test_epochs_need_to_be_known():
    with pytest.raises(UsageError, match=r"a: --x epochs needs .*--steps-per-epoch"):
        figure(schedule(constant(0.1), epoch=None), x="epochs")


def test_epoch_ticks_stand_at_their_updates():
    chart = figure(schedule(constant(0.1), 1000, 250))
    assert [(tick.value, tick.label) for tick in chart.epoch_ticks(5)] == [
        (0, "0"),
        (250, "1"),
        (500, "2"),
        (750, "3"),
        (1000, "4"),
    ]


@pytest.mark.parametrize(
    "schedules",
    [
        [schedule(constant(0.1), epoch=None)],
        [schedule(constant(0.1), epoch=10), schedule(constant(0.1), epoch=20)],
        [schedule(constant(0.1), 100, 101)],
    ],
)
def test_no_epoch_ticks_without_common_epochs(schedules):
    assert figure(*schedules).epoch_ticks(5) == []


def test_bands_end_with_the_warmup():
    chart = figure(
        schedule(constant(0.1).warmup(20), warmup=20),
        schedule(constant(0.1).warmup(40), warmup=40),
        schedule(constant(0.2).warmup(20), warmup=20),
    )
    assert [(band.end, band.text) for band in chart.bands()] == [(0.4, "warmup 40"), (0.2, "warmup 20")]


def test_marks_say_epoch_and_update():
    chart = figure(schedule(multistep(0.1, [50, 75])))
    assert [(mark.place, mark.where, mark.then, mark.short) for mark in chart.marks()] == [
        (0.5, "epoch 5", "update 50", "5 ep"),
        (0.75, "epoch 7.5", "update 75", "7.5 ep"),
    ]


def test_marks_without_epochs_say_update_and_rate():
    (mark,) = figure(schedule(multistep(0.1, [50]), epoch=None)).marks()
    assert (mark.where, mark.then, mark.short) == ("update 50", "→ 0.01", "50")


def test_a_logarithmic_axis_begins_at_the_lowest_rate_but_not_too_low():
    assert figure(schedule(step(0.1, 10, 0.5)), log_y=True).y_axis.low == pytest.approx(0.1 * 0.5**9 / 1.3)
    deep = figure(schedule(step(0.1, 10, 0.01)), log_y=True).y_axis
    assert deep.low == pytest.approx(0.1 * 10.0**-DECADES / 1.3)


def test_a_logarithmic_axis_needs_a_rate():
    with pytest.raises(UsageError, match="--log-y needs a rate above 0"):
        figure(schedule(constant(0.0)), log_y=True)


def test_headings():
    assert figure(schedule(cosine(0.1, 0.0, 9))).heading == "a: Name"
    assert figure(schedule(constant(0.1)), schedule(constant(0.2))).heading == "Learning-rate schedules"
    assert figure(schedule(constant(0.1)), title="Tab\there").heading == "Tab�here"


def stretches():
    (one,) = series_of([schedule(multistep(0.1, [50, 75]), warmup=20)])
    event = Event(60, "resume", "update 60", "resume")
    return (
        replace(one, role="record", stop=60),
        replace(one, begin=60, events=(event,)),
        replace(one, role="shade", label="own"),
    )


def test_only_a_plan_has_milestones_and_a_band():
    chart = Figure(stretches())
    assert chart.has_labels
    assert [(mark.place, mark.where, mark.series) for mark in chart.marks()] == [
        (0.6, "resume", 1),
        (0.75, "epoch 7.5", 1),
    ]
    assert [band.series for band in chart.bands()] == [1]
    assert not Figure([replace(one, role="plan") for one in stretches()]).has_labels


def test_pale_lines_lie_below():
    chart = Figure(stretches())
    assert chart.layers() == [2, 0, 1]
    assert len({chart.color(index) for index in range(3)}) == 3


def test_the_axis_ends_with_the_longest_line():
    record, plan, _ = stretches()
    assert Figure([record]).x_axis.high == 60
    assert Figure([record, plan]).x_axis.high == 100
