from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, linear
from paddle_lrkit.curves.greedy import Greedy
from paddle_lrkit.curves.plateau import Plateau, PlateauSettings
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.runs.replay import replay
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength

METRICS = st.lists(st.floats(-2, 2) | st.sampled_from([1.0, 0.5, math.nan, math.inf]), max_size=12)
RULES = st.builds(
    Plateau,
    learning_rate=st.just(0.1),
    mode=st.sampled_from(["min", "max"]),
    factor=st.sampled_from([0.5, 0.1]),
    patience=st.integers(0, 3),
    cooldown=st.integers(0, 2),
    min_lr=st.sampled_from([0.0, 0.02]),
    metric=st.just("loss"),
) | st.builds(
    Greedy,
    learning_rate=st.just(0.1),
    factor=st.sampled_from([0.5, 0.1]),
    patience=st.integers(0, 2),
    cooldown=st.integers(0, 2),
    smooth=st.booleans(),
    reset_start=st.integers(1, 3),
    min_lr=st.sampled_from([0.001, 0.02]),
    metric=st.just("loss"),
)


def schedule(plateau, warmup=0, total=100):
    curve = linear(0.0, plateau.learning_rate, warmup).then(constant(plateau.learning_rate)) if warmup else None
    return Schedule(
        curve or constant(plateau.learning_rate), "lrkit", RunLength(total, 10), "R", "a.yml", warmup, plateau=plateau
    )


@given(plateau=RULES, metrics=METRICS, every=st.integers(1, 7), warmup=st.integers(0, 20))
def test_it_is_what_the_scheduler_of_the_trainer_does(plateau, metrics, every, warmup):
    pytest.importorskip("paddle", reason="compares with the scheduler")
    from paddle_lrkit.schedulers.named import build_scheduler
    from paddle_lrkit.train.optimization.scheduler import observe

    plan = schedule(plateau, warmup)
    observed = [(every * number, metric) for number, metric in enumerate(metrics, start=1)]
    found = replay(plan, observed, 100)
    scheduler, known, rates = build_scheduler(plan), dict(observed), []
    for update in range(100):
        if update in known:
            observe(scheduler, plan, {"loss": known[update]})
        rates.append(scheduler())
        scheduler.step()
    assert [found.schedule.curve(update) for update in range(100)] == rates
    assert found.schedule.plateau is None


def test_reductions_say_metric_and_rates():
    plan = schedule(Plateau(0.1, patience=1, factor=0.5), warmup=10)
    found = replay(plan, [(5, 9.0), (10, 1.0), (20, 2.0), (30, 3.0), (40, 0.1), (50, 0.2), (60, math.nan)], 65)
    assert [(one.update, str(one.metric), one.before, one.after) for one in found.reductions] == [
        (30, "3.0", 0.1, 0.05),
        (60, "nan", 0.05, 0.025),
    ]
    assert (found.schedule.total_updates, found.schedule.warmup_updates) == (65, 10)
    assert [found.schedule.curve(update) for update in (5, 29, 30, 64)] == [0.05, 0.1, 0.05, 0.025]


def test_a_rule_that_never_reduces_is_level():
    assert replay(schedule(Plateau(0.1)), [], 5).schedule.curve == constant(0.1)


def test_a_reduction_before_the_first_update():
    found = replay(schedule(Plateau(0.1, patience=0)), [(0, math.nan)], 5)
    assert (found.schedule.curve, found.reductions[0].update) == (constant(0.1 * 0.1), 0)


def test_a_suite_may_count_in_fractions():
    rule = PlateauSettings(0.1, patience=2.5, cooldown=0.5).rule()
    assert (rule.patience, rule.cooldown) == (2, 1)
    with pytest.raises(ConfigError, match="patience: must be >= 0, got -1"):
        PlateauSettings(0.1, patience=-1).rule()


def test_a_schedule_without_a_rule_is_a_mistake_of_the_caller():
    with pytest.raises(ValueError, match="no plateau rule"):
        replay(Schedule(constant(0.1), "lrkit", RunLength(5)), [], 5)
