"""Axes, ticks, bands and marks of a chart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, multistep, step
from paddle_lrkit.errors import UsageError
from paddle_lrkit.plot.schedule_chart import DECADES, MOST_LINES, fitting_unit, schedule_chart
from paddle_lrkit.plot.series import Event, series_of
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def schedule(curve, total=100, epoch=10, warmup=0, file="a.yml"):
    return Schedule(curve, "lrkit", RunLength(total, epoch), "Name", file, warmup)


def chart_of(*schedules, **options):
    return schedule_chart(series_of(schedules), **options)


def across(chart, index, update):
    """Position of an update of a line on the x axis."""
    return update / chart.lines[index].readout.span


@given(data=st.data(), x=st.sampled_from(["updates", "percent"]), log_y=st.booleans())
def test_every_point_is_on_the_chart_and_in_order(schedules, data, x, log_y):
    one = data.draw(schedules)
    if log_y and one.peak_lr == 0:
        return
    chart = chart_of(one, x=x, log_y=log_y)
    (line,) = chart.lines
    places = [chart.place(*point) for point in line.points]
    assert all(0 <= part <= 1 for place in places for part in place)
    assert [place[0] for place in places] == sorted(place[0] for place in places)
    sampled = [across(chart, 0, update) for update, _ in line.readout.samples]
    assert {round(each, 9) for each in sampled} <= {round(place[0], 9) for place in places}
    assert sampled[-1] == pytest.approx((one.total_updates - 1) / one.total_updates)


def test_the_axis_is_that_of_the_longest_run():
    chart = chart_of(schedule(constant(0.1), 100), schedule(constant(0.2), 400, 40))
    assert chart.x.high == 400
    assert across(chart, 0, 100) == 0.25
    assert chart.y.place(0.2) > 0.9


def test_in_epochs_runs_of_the_same_epochs_end_together():
    chart = chart_of(schedule(constant(0.1), 100, 10), schedule(constant(0.1), 400, 40), x="epochs")
    assert chart.x.high == 10
    assert across(chart, 0, 50) == across(chart, 1, 200) == 0.5


def test_in_per_cent_all_runs_end_together():
    chart = chart_of(schedule(constant(0.1), 100), schedule(constant(0.1), 777, None), x="percent")
    assert across(chart, 0, 100) == across(chart, 1, 777) == 1
    assert chart.lines[1].readout.span == pytest.approx(777)
    assert chart.x.ticks(6)[-1].label == "100%"


def test_epochs_need_to_be_known():
    with pytest.raises(UsageError, match=r"a: --x epochs needs .*--steps-per-epoch"):
        chart_of(schedule(constant(0.1), epoch=None), x="epochs")


def test_epoch_ticks_are_at_their_updates():
    chart = chart_of(schedule(constant(0.1), 1000, 250))
    ticks = chart.second_x.ticks(5)
    assert [tick.label for tick in ticks] == ["0", "1", "2", "3", "4"]
    updates = [chart.x.value(chart.second_x.place(tick.value)) for tick in ticks]
    assert updates == pytest.approx([0, 250, 500, 750, 1000])


@pytest.mark.parametrize(
    "schedules",
    [
        [schedule(constant(0.1), epoch=None)],
        [schedule(constant(0.1), epoch=10), schedule(constant(0.1), epoch=20)],
        [schedule(constant(0.1), 100, 101)],
    ],
)
def test_no_epoch_ticks_without_common_epochs(schedules):
    assert chart_of(*schedules).second_x is None


def test_bands_end_with_the_warmup():
    chart = chart_of(
        schedule(constant(0.1).warmup(20), warmup=20),
        schedule(constant(0.1).warmup(40), warmup=40),
        schedule(constant(0.2).warmup(20), warmup=20),
    )
    assert [(band.begin, band.end, band.label) for band in chart.bands] == [(0, 40, ""), (0, 20, "")]


def test_a_single_band_says_how_long_the_warmup_is():
    (band,) = chart_of(schedule(constant(0.1).warmup(20), warmup=20)).bands
    assert (band.end, band.label) == (20, "warmup 20")


def test_marks_say_epoch_and_update():
    chart = chart_of(schedule(multistep(0.1, [50, 75])))
    assert [(mark.x, mark.label, mark.detail, mark.short) for mark in chart.references] == [
        (50, "epoch 5", "update 50", "5 ep"),
        (75, "epoch 7.5", "update 75", "7.5 ep"),
    ]


def test_marks_without_epochs_say_update_and_rate():
    (mark,) = chart_of(schedule(multistep(0.1, [50]), epoch=None)).references
    assert (mark.label, mark.detail, mark.short) == ("update 50", "→ 0.01", "50")


def test_a_logarithmic_axis_begins_at_the_lowest_rate_but_not_too_low():
    assert chart_of(schedule(step(0.1, 10, 0.5)), log_y=True).y.low == pytest.approx(0.1 * 0.5**9 / 1.3)
    deep = chart_of(schedule(step(0.1, 10, 0.01)), log_y=True).y
    assert deep.low == pytest.approx(0.1 * 10.0**-DECADES / 1.3)


def test_a_logarithmic_axis_needs_a_rate():
    with pytest.raises(UsageError, match="--log-y needs a rate above 0"):
        chart_of(schedule(constant(0.0)), log_y=True)


def test_headings():
    assert chart_of(schedule(cosine(0.1, 0.0, 9))).title == "a: Name"
    assert chart_of(schedule(constant(0.1)), schedule(constant(0.2))).title == "Learning-rate schedules"
    assert chart_of(schedule(constant(0.1)), title="Tab\there").title == "Tab\\there"


def stretches():
    (one,) = series_of([schedule(multistep(0.1, [50, 75]), warmup=20)])
    event = Event(60, "resume", "update 60", "resume")
    return (
        replace(one, role="record", stop=60),
        replace(one, begin=60, events=(event,)),
        replace(one, role="reference", label="own"),
    )


def test_only_a_plan_has_milestones_and_a_band():
    chart = schedule_chart(stretches())
    assert [(mark.x, mark.label, mark.line) for mark in chart.references] == [
        (60, "resume", None),
        (75, "epoch 7.5", None),
    ]
    assert [band.end for band in chart.bands] == [20]


def test_marks_of_several_plans_have_colors_instead_of_labels():
    marks = schedule_chart([replace(one, role="plan") for one in stretches()]).references
    assert {mark.label for mark in marks} == {""}
    assert {mark.line for mark in marks} == {0, 1, 2}


def test_pale_lines_lie_below():
    chart = schedule_chart(stretches())
    assert [index for index, _ in chart.layers()] == [2, 0, 1]
    assert [line.style for line in chart.lines] == ["series", "series", "pale"]


def test_the_axis_ends_with_the_longest_line():
    record, plan, _ = stretches()
    assert schedule_chart([record]).x.high == 60
    assert schedule_chart([record, plan]).x.high == 100


@pytest.mark.parametrize(("lengths", "unit"), [((100,), "updates"), ((100, 800), "updates"), ((100, 801), "percent")])
def test_per_cent_where_a_run_would_be_squashed(lengths, unit):
    runs = [schedule(constant(0.1), length, file=f"{length}.yml") for length in lengths]
    assert fitting_unit(series_of(runs)) == unit


def test_parts_of_one_run_stay_in_updates():
    (long,) = series_of([schedule(constant(0.1), 10_000)])
    assert fitting_unit([replace(long, stop=10), replace(long, begin=10)]) == "updates"
    assert fitting_unit([replace(long, role="reference"), *series_of([schedule(constant(0.1))])]) == "updates"


def test_the_jumps_of_several_runs_are_marked_where_they_are_few():
    few, many = (multistep(0.1, range(10, 10 * count, 10)) for count in (4, 5))
    assert len(chart_of(schedule(few), schedule(few, file="b.yml")).references) == MOST_LINES
    assert chart_of(schedule(few), schedule(many, file="b.yml")).references == []
    assert len(chart_of(schedule(multistep(0.1, range(10, 100, 10)))).references) == 9
