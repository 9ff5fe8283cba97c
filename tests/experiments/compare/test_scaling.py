"""Schedules scaled to another peak and another length."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import catalog
from paddle_lrkit.experiments.compare.arm import read_arm
from paddle_lrkit.experiments.compare.scaling import schedule_of, with_durations, with_peak

QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)


@QUIET
@given(st.sampled_from(catalog.ENTRIES), st.floats(1e-6, 10), st.sampled_from([0.25, 0.5, 1.0, 2.0, 3.7]))
def test_every_schedule_keeps_its_shape_at_every_peak(long_base, entry, rate, budget):
    lr = read_arm(entry.name, long_base).lr
    one, other = (schedule_of(long_base, with_peak(long_base, lr, peak, budget), budget) for peak in (1.0, rate))
    assert one.total_updates == other.total_updates == round(500 * budget)
    for update in range(0, one.total_updates, 7):
        assert other.curve(update) == pytest.approx(rate * one.curve(update), rel=1e-5, abs=1e-9 * rate)


def test_the_asked_rate_is_written_exactly(base):
    assert with_peak(base, base.lr, 0.0316228) == {**base.lr, "learning_rate": 0.0316228, "eta_min": 0.000316228}


def test_the_rates_of_a_schedule_that_follows_late_are_scaled_too(base):
    late = {"start": "80%", "name": "WSD", "learning_rate": 0.04, "end_lr": 0.01, "decay_steps": "10%"}
    lr = {"name": "LinearDecay", "learning_rate": 0.1, "override": late}
    scaled = with_peak(base, lr, 0.2)
    assert scaled["override"] == {**late, "learning_rate": 0.08, "end_lr": 0.02}
    assert with_durations({"override": {"start": "8ep"}, "jagged_restarts": {"every": "10it"}}, 0.5) == {
        "override": {"start": "4ep"},
        "jagged_restarts": {"every": "5it"},
    }


def test_nothing_given_is_changed(base):
    before = dict(base.lr)
    with_peak(base, base.lr, 0.1, 0.5)
    assert base.lr == before


def test_lengths_follow_the_run_and_percentages_stay():
    lr = {"name": "X", "milestones": ["8ep", "60%", "100it"], "warmup": "1000sa", "gamma": 0.1, "shape": "linear"}
    halved = with_durations(lr, 0.5)
    assert halved == {**lr, "milestones": ["4ep", "60%", "50it"], "warmup": "500sa"}
    assert with_durations(lr, 1.0) == lr


def test_whole_epochs_stay_epochs(base):
    assert with_durations({"warmup": "1ep"}, 0.25) == {"warmup": "0.25ep"}
    schedule = schedule_of(base, with_peak(base, base.lr, 0.3, 0.5), 0.5)
    assert (schedule.total_updates, schedule.steps_per_epoch) == (10, 5)
