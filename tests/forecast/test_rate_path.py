from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.forecast.rate_path import RatePath, rate_points
from tests.forecast.runs import PEAK, UPDATES, WARMUP, constant, cosine, wsd


@given(st.lists(st.floats(0.01, 1), min_size=3, max_size=40))
@settings(max_examples=40, deadline=None)
def test_between_neighbouring_updates_each_change_of_the_rate_is_a_step(rates):
    path = RatePath(np.array(rates))
    points = rate_points(path, np.arange(len(rates)), 1.0, 1.0)
    assert np.allclose(points.sums, np.cumsum(rates))
    for effect in (np.ones(len(points.point)), points.since, points.updates.astype(float)):
        assert np.isfinite(points.fallen(effect)).all()
    fell = points.fallen(np.ones(len(points.point)))
    assert np.allclose(fell, rates[0] - np.array(rates))
    delayed = points.fallen(points.updates)
    by_hand = [sum((rates[k - 1] - rates[k]) * (t - k + 1) for k in range(1, t + 1)) for t in range(len(rates))]
    assert np.allclose(delayed, by_hand)


def test_steps_of_a_long_decay_are_joined_without_losing_their_fall():
    path = RatePath(cosine(20_000))
    at = np.arange(WARMUP, 20_000, 500)
    points = rate_points(path, at, PEAK, 1.0)
    assert len(points.drops) < 700
    fallen = points.fallen(np.ones(len(points.point)))
    assert np.allclose(fallen, -path.rates[at] / PEAK, atol=1e-12)


def test_the_warmup_ends_at_the_peak():
    assert RatePath(wsd()).warmup == WARMUP
    assert RatePath(np.ones(5)).warmup == 0
    points = rate_points(RatePath(constant()), np.array([UPDATES - 1]), PEAK, 1.0)
    assert points.after_warmup.sum() == 0
    assert points.drops.sum() == pytest.approx(-1)
