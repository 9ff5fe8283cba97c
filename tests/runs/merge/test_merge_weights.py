"""Weights of a merge, against a least-squares fit and against runs that really decay."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.runs.merge.merge_weights import interval_factors, merge_weights

positions = st.lists(st.integers(1, 9), min_size=1, max_size=12).map(lambda gaps: [0, *np.cumsum(gaps).tolist()])


@st.composite
def decays(draw):
    """Unequally distant checkpoints, and any factors that fall from at most 1 to at least 0."""
    first = draw(st.integers(0, 50))
    updates = [first + update for update in draw(positions)]
    length = updates[-1] - first
    values = draw(st.lists(st.floats(0, 1), min_size=length, max_size=length))
    return updates, sorted(values, reverse=True)


@settings(max_examples=40)
@given(decays())
def test_the_weights_are_the_least_squares_fit_of_the_decay(case):
    updates, values = case
    weights = merge_weights(interval_factors(lambda update: values[update - updates[0]], updates))
    made = np.arange(updates[0], updates[-1])[:, None] < np.array(updates[1:])[None, :]
    fitted = np.linalg.lstsq(made.astype(float), np.array(values), rcond=None)[0]
    assert np.allclose(weights[1:], fitted, atol=1e-9)
    assert weights[0] == pytest.approx(1 - fitted.sum(), abs=1e-9)
    assert min(weights) >= 0
    assert sum(weights) == pytest.approx(1, abs=1e-12)


@settings(max_examples=40)
@given(decays(), st.integers(0, 2**31))
def test_merged_iterates_are_the_run_whose_rate_steps_down_at_the_checkpoints(case, seed):
    """Steps that depend neither on the rate nor on the weights, so that the identity is exact."""
    updates, values = case
    factors = interval_factors(lambda update: values[update - updates[0]], updates)
    steps = np.random.default_rng(seed).normal(size=(updates[-1] - updates[0], 3))
    path = np.concatenate([np.zeros((1, 3)), np.cumsum(-0.1 * steps, axis=0)])
    merged = np.array(merge_weights(factors)) @ path[[update - updates[0] for update in updates]]
    rates = np.repeat(factors, np.diff(updates))
    assert np.allclose(merged, -0.1 * (rates[:, None] * steps).sum(axis=0), atol=1e-9)


def test_a_checkpoint_at_every_update_gives_the_decayed_run_itself():
    gradients = np.random.default_rng(0).normal(size=(40, 5))
    decay = [0.5 * (1 + np.cos(np.pi * update / 40)) for update in range(40)]
    weight, path, decayed = np.ones(5), [np.ones(5)], np.ones(5)
    for gradient, factor in zip(gradients, decay, strict=True):
        weight = weight - 0.3 * gradient
        path.append(weight)
        decayed = decayed - 0.3 * factor * gradient
    weights = merge_weights(interval_factors(decay.__getitem__, range(41)))
    assert weights[0] == 0
    assert np.allclose(np.array(weights) @ np.array(path), decayed, atol=1e-12)


def test_a_quadratic_is_near_the_decayed_run_and_nearer_than_the_last_iterate():
    """Noisy gradients of a quadratic depend on the weights, so the identity is an approximation."""
    generator = np.random.default_rng(1)
    lost = {"last": [], "merged": [], "decayed": []}
    for _ in range(200):
        noise, weight, decayed = generator.normal(size=200), 0.0, 0.0
        path = [weight]
        for update in range(200):
            weight -= 0.2 * (weight + noise[update])
            path.append(weight)
            decayed -= 0.2 * (1 - update / 200) * (decayed + noise[update])
        weights = merge_weights(interval_factors(lambda update: 1 - update / 200, range(0, 201, 10)))
        lost["last"].append(path[-1] ** 2)
        lost["merged"].append((np.array(weights) @ np.array(path[::10])) ** 2)
        lost["decayed"].append(decayed**2)
    means = {name: float(np.mean(values)) for name, values in lost.items()}
    assert means["merged"] < 0.25 * means["last"]
    assert means["decayed"] < 0.25 * means["last"]


def test_equal_distances_and_a_line_give_equal_weights_inside():
    weights = merge_weights(interval_factors(lambda update: 1 - update / 100, range(0, 101, 20)))
    assert weights[1:-1] == pytest.approx([0.2] * 4)
    assert weights[0] + weights[-1] == pytest.approx(0.2)


@pytest.mark.parametrize("factor", [lambda update: update / 10, lambda update: 1.5, lambda update: 0.5 - update])
def test_a_shape_with_negative_weights_is_refused(factor):
    with pytest.raises(ConfigError, match="negative weight, so the shape must fall from 1 towards 0"):
        interval_factors(factor, [0, 5, 10])
