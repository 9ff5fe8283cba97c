"""Labels, facts and corners of a schedule in a chart."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, multistep, step
from paddle_lrkit.curves.plateau import Plateau
from paddle_lrkit.plot.sample import Jump
from paddle_lrkit.plot.series import MOST_MARKS, Event, depends_on_metric, series_of
from paddle_lrkit.plot.words import CHINESE, ENGLISH
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def schedule(file="a.yml", curve=None, total=100, epoch=10, warmup=0):
    return Schedule(curve or cosine(0.1, 0.0, 100), "lrkit", RunLength(total, epoch), "Cosine", file, warmup)


@pytest.mark.parametrize(
    ("files", "labels"),
    [
        (["configs/a.yml"], ["a"]),
        (["x/a.yml", "y/a.yaml"], ["x/a", "y/a"]),
        (["r/x/a.yml", "s/x/a.yml", "b.yml"], ["r/x/a", "s/x/a", "b"]),
        (["a.yml", "a.yml"], ["a", "a (2)"]),
        (["v1.2.yml", "v1.3.yml"], ["v1.2", "v1.3"]),
        ([None], ["Cosine"]),
        (["bad\x1b[2J.yml"], ["bad\\x1b[2J"]),
    ],
)
def test_labels_tell_files_apart(files, labels):
    assert [one.label for one in series_of([schedule(file) for file in files])] == labels


def test_facts():
    (one,) = series_of([schedule(curve=multistep(0.1, [50]).warmup(5), warmup=5)])
    assert one.facts(ENGLISH) == ["peak 0.1", "last 0.01", "warmup 5 (0.5 ep)", "100 updates = 10 epochs of 10"]
    assert one.facts(CHINESE) == ["峰值 0.1", "末值 0.01", "预热 5（0.5 轮）", "100 次更新 = 10 轮，每轮 10 次"]


def test_facts_without_epochs():
    (one,) = series_of([schedule(epoch=None, total=20_000)])
    assert one.facts(ENGLISH)[-1] == "20,000 updates"


def test_a_jump_is_a_vertical_pair_of_corners():
    (one,) = series_of([schedule(curve=multistep(0.5, [50], 0.5))])
    assert one.corners() == [(0, 0.5), (49, 0.5), (50, 0.5), (50, 0.25), (99, 0.25)]


def test_many_jumps_are_not_milestones():
    (few,) = series_of([schedule(curve=step(0.1, 10))])
    (many,) = series_of([schedule(curve=step(0.1, 7))])
    assert [jump.update for jump in few.milestones] == list(range(10, 100, 10))
    assert len(many.jumps) > MOST_MARKS
    assert many.milestones == []


def test_the_peak_between_knots_is_seen():
    (one,) = series_of([schedule(curve=cosine(0.1, 0.0, 100).shift(30))])
    assert one.peak == 0.1
    assert one.last == pytest.approx(cosine(0.1, 0.0, 100)(69))


def test_a_stretch_of_a_run():
    (whole,) = series_of([schedule(curve=multistep(0.5, [30, 60, 90], 0.5))])
    part = replace(whole, begin=40, stop=80)
    assert part.points == [(40, 0.25), (59, 0.25), (60, 0.125), (79, 0.125)]
    assert part.jumps == [Jump(60, 0.25, 0.125)]
    assert (part.peak, part.last, part.total, part.end) == (0.25, 0.125, 100, 80)
    assert part.corners()[2:4] == [(60, 0.25), (60, 0.125)]


@given(data=st.data())
def test_a_stretch_lies_on_the_whole(schedules, data):
    one = data.draw(schedules)
    (whole,) = series_of([one])
    begin = data.draw(st.integers(0, whole.total - 1))
    part = replace(whole, begin=begin, stop=data.draw(st.integers(begin + 1, whole.total)))
    assert all(value == one.curve(update) for update, value in part.points)
    assert (part.points[0][0], part.points[-1][0]) == (begin, part.end - 1)


def test_an_event_replaces_the_milestone_at_its_update():
    (one,) = series_of([schedule(curve=multistep(0.5, [30, 60]))])
    marked = replace(one, events=(Event(30, "resume", "update 30", "resume"),))
    assert [jump.update for jump in marked.milestones] == [60]


def test_notes_replace_the_facts():
    (one,) = series_of([schedule()])
    assert replace(one, notes=("all new",)).facts(ENGLISH) == ["all new"]


@pytest.mark.parametrize(
    ("warmup", "metric", "english", "chinese"),
    [
        (0, "loss", "the rate depends on the metric loss", "学习率取决于指标 loss"),
        (5, "a\nb", "after the warmup the rate depends on the metric a\\nb", "预热之后学习率取决于指标 a\\nb"),
        (0, "", "the rate depends on a metric", "学习率取决于某个指标"),
    ],
)
def test_a_plateau_says_that_it_depends_on_a_metric(warmup, metric, english, chinese):
    waiting = replace(schedule(curve=constant(0.1), warmup=warmup), plateau=Plateau(0.1, metric=metric))
    (one,) = series_of([waiting])
    assert english in one.facts(ENGLISH)
    assert chinese in one.facts(CHINESE)
    assert not any(fact.startswith("last") for fact in one.facts(ENGLISH))
    assert depends_on_metric(waiting, ENGLISH, begin=5).startswith("the rate depends on")
