import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves.plateau import Plateau, PlateauState
from paddle_lrkit.errors import ConfigError

metrics = st.lists(st.floats(-10, 10) | st.sampled_from([math.nan, math.inf, -math.inf, 0.0]), max_size=60)


def test_falls_after_more_than_patience_bad_metrics():
    rule = Plateau(1.0, factor=0.5, patience=2)
    assert rule.replay([5, 4, 4, 4, 4, 4, 4, 4]) == [1, 1, 1, 1, 0.5, 0.5, 0.5, 0.25]


def test_a_cooldown_is_not_counted():
    rule = Plateau(1.0, factor=0.5, patience=0, cooldown=2)
    assert rule.replay([5, 5, 5, 5, 5, 5, 5]) == [1, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25]


def test_a_floor_and_a_change_too_small():
    assert Plateau(1.0, factor=0.5, patience=0, min_lr=0.3).replay([5] * 5) == [1, 0.5, 0.3, 0.3, 0.3]
    assert Plateau(1.0, factor=0.5, patience=0, epsilon=0.4).replay([5] * 4) == [1, 0.5, 0.5, 0.5]


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("mode", ["min", "max"])
def test_a_relative_threshold_is_of_the_absolute_value(sign, mode):
    rule = Plateau(1.0, mode=mode, threshold=0.1)
    better = -1 if mode == "min" else 1
    assert rule.is_better(sign * 10 + better * 1.1, sign * 10)
    assert not rule.is_better(sign * 10 + better * 0.9, sign * 10)
    assert not rule.is_better(sign * 10, sign * 10)


def test_an_absolute_threshold():
    rule = Plateau(1.0, threshold=0.5, threshold_mode="abs")
    assert rule.is_better(-0.6, 0.0)
    assert not rule.is_better(-0.4, 0.0)


@given(metrics)
def test_what_is_not_finite_is_never_the_best(found):
    rule, state = Plateau(1.0, patience=2), Plateau(1.0).start()
    for metric in found:
        state = rule.after(state, metric)
        assert state.best is None or math.isfinite(state.best)


@given(found=metrics, shift=st.sampled_from([-100.0, 100.0]))
def test_with_an_absolute_threshold_only_differences_count(found, shift):
    rule = Plateau(1.0, patience=1, threshold=0.5, threshold_mode="abs")
    exact = [metric if not math.isfinite(metric) else round(metric) for metric in found]
    assert rule.replay(exact) == rule.replay([metric + shift for metric in exact])


@given(found=metrics, patience=st.integers(0, 3), cooldown=st.integers(0, 3))
def test_max_is_min_of_the_negative(found, patience, cooldown):
    low = Plateau(1.0, patience=patience, cooldown=cooldown)
    assert low.replay(found) == replace(low, mode="max").replay([-metric for metric in found])


@given(found=metrics, patience=st.integers(0, 5))
def test_the_rate_never_rises_and_stays_above_its_floor(found, patience):
    rates = Plateau(1.0, patience=patience, min_lr=0.01).replay(found)
    assert rates == sorted(rates, reverse=True)
    assert all(rate >= 0.01 for rate in rates)


def test_the_state_is_a_value():
    assert Plateau(1.0).start() == PlateauState(1.0, None, 0, 0)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"learning_rate": math.nan}, "learning_rate: must be a finite number >= 0, got nan"),
        ({"learning_rate": 0.1, "mode": "MIN"}, "mode: must be one of 'min', 'max', got 'MIN'; did you mean 'min'?"),
        ({"learning_rate": 0.1, "factor": 0.0}, "factor: must be > 0 and < 1, got 0.0"),
        ({"learning_rate": 0.1, "patience": 1.5}, "patience: must be a whole number >= 0, got 1.5"),
        ({"learning_rate": 0.1, "threshold": -1}, "threshold: must be >= 0, got -1"),
        ({"learning_rate": 0.1, "cooldown": -1}, "cooldown: must be >= 0, got -1"),
        ({"learning_rate": 0.1, "epsilon": -1}, "epsilon: must be >= 0, got -1"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        Plateau(**arguments)
    assert str(caught.value) == sentence
