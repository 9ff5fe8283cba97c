"""The convex bound compared with a direct evaluation and published runs; zeros and ties."""

from __future__ import annotations

import math
from itertools import combinations
from unittest import mock

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, linear, stable_decay, stretch
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.plot.catalogue import panels
from paddle_lrkit.ranking.convex_bound import (
    BLOCK,
    TOLERANCE,
    ConvexBound,
    convex_bound,
    peak_factor,
    rank,
    sample_rates,
    stretched_rates,
)
from tests.advise import final_losses

WARMUP, START = 300, 0.01
FINAL_LOSS = {
    50_000: final_losses.FINAL_LOSS,
    25_000: {
        "cosine to 0": (3.2825, 3.0727, 3.0459, 3.0349),
        "cosine to 10%": (3.2674, 3.0713, 3.0526, 3.0505),
        "wsd 10% linear": (3.1882, 3.0607, 3.0541, 3.0645),
        "wsd 20% linear": (3.1888, 3.0495, 3.0378, 3.0431),
        "wsd 20% 1-sqrt": (3.1926, 3.0472, 3.0332, 3.0357),
        "wsd 40% linear": (3.2014, 3.0443, 3.0274, 3.0272),
        "wsd 60% linear": (3.2219, 3.0474, 3.0275, 3.0234),
        "wsd 80% linear": (3.2487, 3.0564, 3.0318, 3.0238),
        "wsd 90% linear": (3.2657, 3.0626, 3.0358, 3.0290),
    },
}
"""Final validation loss of a 124M transformer at peak rates 1e-4, 5e-4, 1e-3 and 2e-3, one seed, for two lengths of the
run; from the training logs that Schaipp et al. published with arXiv 2501.18965 (github.com/fabian-sp/lr-scheduling)."""

rates = st.floats(0.0, 1.0).map(lambda value: 0.0 if value < 1e-6 else value)
schedules = st.lists(rates, min_size=1, max_size=30).filter(any)


def shape(name, updates):
    """The schedule of a row of the table, with peak 1."""
    kind, *rest = name.split()
    if kind == "constant":
        return constant(1.0).warmup(WARMUP, START)
    if kind == "cosine":
        return cosine(1.0, 0.1 if rest[-1] == "10%" else 0.0, updates - WARMUP).warmup(WARMUP, START)
    decay = updates * int(rest[0].rstrip("%")) // 100
    return stable_decay(1.0, 0.0, updates - WARMUP, decay, rest[1]).warmup(WARMUP, START)


def scores(updates):
    return {name: convex_bound(sample_rates(shape(name, updates), updates)).score for name in FINAL_LOSS[updates]}


def direct(values, norms):
    """The bound as printed in the paper, with explicit sums."""
    norms = [norm for norm, value in zip(norms, values, strict=True) if value > 0]
    values = [value / max(values) for value in values if value > 0]
    squares = [value**2 * norm**2 for value, norm in zip(values, norms, strict=True)]
    first = 1 / (2 * math.fsum(values))
    second = math.fsum(squares) / math.fsum(values)
    for k in range(len(values) - 1):
        second += values[k] / math.fsum(values[k + 1 :]) * math.fsum(squares[k:]) / math.fsum(values[k:])
    return first, second / 2


def spearman(first, second):
    ranks = [np.argsort(np.argsort(values)) for values in (first, second)]
    return float(np.corrcoef(*ranks)[0, 1])


@given(schedules)
def test_it_equals_the_direct_evaluation(values):
    bound = convex_bound(values)
    distance, noise = direct(values, [1.0] * len(values))
    assert bound.distance == pytest.approx(distance, rel=1e-9)
    assert bound.noise == pytest.approx(noise, rel=1e-9)
    assert bound.updates + bound.zeros == len(values)


@given(schedules, st.integers(0, 2**32 - 1))
def test_it_equals_the_direct_evaluation_with_measured_norms(values, seed):
    norms = np.random.default_rng(seed).lognormal(size=len(values))
    bound = convex_bound(values, norms)
    assert (bound.distance, bound.noise) == pytest.approx(direct(values, norms), rel=1e-9)


@given(schedules, st.floats(0.01, 100))
def test_no_other_scale_gives_a_lower_bound(values, factor):
    bound = convex_bound(values)
    scale = bound.gamma * factor
    assert bound.distance / bound.gamma + bound.noise * bound.gamma == pytest.approx(bound.score)
    assert bound.distance / scale + bound.noise * scale >= bound.score * (1 - 1e-12)


@given(schedules, st.floats(1e-3, 1e3))
def test_the_peak_rate_changes_nothing_but_the_peak(values, factor):
    bound, scaled = convex_bound(values), convex_bound([value * factor for value in values])
    assert scaled.score == pytest.approx(bound.score, rel=1e-6)
    assert scaled.peak == pytest.approx(bound.peak * factor)


@given(schedules, st.integers(0, 5), st.integers(0, 5))
def test_updates_with_the_rate_zero_are_counted_and_left_out(values, before, after):
    bound, padded = convex_bound(values), convex_bound([0.0] * before + values + [0.0] * after)
    assert padded.score == bound.score
    assert padded.zeros == bound.zeros + before + after


@given(schedules, st.integers(1, 9))
def test_blocks_change_nothing(values, block):
    with mock.patch("paddle_lrkit.ranking.convex_bound.BLOCK", block):
        bound = convex_bound(values)
    distance, noise = direct(values, [1.0] * len(values))
    assert bound.distance == pytest.approx(distance, rel=1e-12)
    assert bound.noise == pytest.approx(noise, rel=1e-12)
    assert bound.updates + bound.zeros == len(values)


def test_blocks_of_rates_are_those_of_the_curve():
    curve, updates = cosine(0.1, 0.0, 2 * BLOCK), 2 * BLOCK + 7
    rates = sample_rates(curve, updates)
    at = [0, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK - 1, 2 * BLOCK, updates - 1]
    assert rates.shape == (updates,)
    assert [rates[update] for update in at] == pytest.approx([curve(update) for update in at], abs=1e-16)


def test_a_rate_that_only_rounding_left_is_zero():
    line = np.linspace(1.0, 0.0, 1000)
    dusty = line.copy()
    dusty[-1] = 1e-17
    assert convex_bound(dusty) == convex_bound(line)


@pytest.mark.parametrize(("updates", "least"), [(50_000, 0.93), (25_000, 0.86)])
def test_it_orders_published_runs(updates, least):
    best = {name: min(losses) for name, losses in FINAL_LOSS[updates].items()}
    found = scores(updates)
    assert spearman([found[name] for name in best], list(best.values())) >= least


def test_it_cannot_order_what_lies_within_the_tolerance():
    """The reason for the tolerance: few pairs within it are ordered correctly, most others are."""
    best = {name: min(losses) for name, losses in FINAL_LOSS[50_000].items()}
    found = scores(50_000)
    right = {True: [], False: []}
    for one, other in combinations(best, 2):
        low, high = sorted((one, other), key=found.__getitem__)
        right[found[high] <= found[low] * (1 + TOLERANCE)].append(best[low] < best[high])
    assert (sum(right[True]), len(right[True])) == (1, 5)
    assert sum(right[False]) / len(right[False]) > 0.9


def test_at_a_small_rate_the_order_reverses():
    """The limit that the command prints."""
    small = {name: losses[0] for name, losses in FINAL_LOSS[50_000].items()}
    found = scores(50_000)
    assert spearman([found[name] for name in small], list(small.values())) < 0.2


def test_cosine_to_zero_wants_a_higher_peak_than_cosine_to_a_tenth():
    bounds = [convex_bound(sample_rates(shape(name, 50_000), 50_000)) for name in ("cosine to 10%", "cosine to 0")]
    assert peak_factor(*bounds) == pytest.approx(1.2, abs=0.02)


def test_rates_are_those_of_the_curve_past_its_end_too():
    line = linear(1.0, 0.5, 4)
    assert sample_rates(line, 7).tolist() == [line(update) for update in range(7)]


def test_ranks_are_shared_within_the_tolerance_of_the_best_of_a_group():
    bounds = {
        name: ConvexBound(1.0, noise, 9, 0, 0.1) for name, noise in (("d", 4.0), ("a", 1.0), ("b", 1.01), ("c", 1.03))
    }
    found = [(each.name, each.rank, each.tied) for each in rank(bounds)]
    assert found == [("a", 1, True), ("b", 1, True), ("c", 3, False), ("d", 4, False)]
    assert [each.excess for each in rank(bounds)][::3] == [0.0, pytest.approx(1.0)]
    assert [each.rank for each in rank(bounds, tolerance=0.0)] == [1, 2, 3, 4]


@given(st.lists(st.floats(0.1, 10), min_size=1, max_size=12), st.floats(0, 0.5))
def test_ranks_do_not_fall_and_begin_with_their_position(noises, tolerance):
    ranked = rank({str(index): ConvexBound(1.0, noise, 9, 0, 0.1) for index, noise in enumerate(noises)}, tolerance)
    ranks = [each.rank for each in ranked]
    assert ranks == sorted(ranks)
    assert all(number in (index + 1, ranks[index - 1]) for index, number in enumerate(ranks))
    assert [each.tied for each in ranked] == [ranks.count(number) > 1 for number in ranks]


@pytest.mark.parametrize("values", [[], [0.0, 0.0]])
def test_a_schedule_without_a_rate_is_refused(values):
    with pytest.raises(ConfigError, match="no update has a positive rate"):
        convex_bound(values)


@pytest.mark.parametrize("wrong", [-0.1, math.nan, math.inf])
def test_a_negative_or_infinite_rate_is_refused(wrong):
    with pytest.raises(ConfigError, match="finite number >= 0"):
        convex_bound([0.1, wrong])


@pytest.mark.parametrize("updates", [700, 2345, 10_000])
@pytest.mark.parametrize("panel", panels(), ids=lambda panel: panel.name)
def test_stretched_rates_are_those_of_the_stretched_curve(panel, updates):
    schedule = panel.series.schedule
    curve, own = schedule.curve, schedule.total_updates
    expected = sample_rates(stretch(curve.until(own), updates), updates)
    np.testing.assert_array_equal(stretched_rates(curve, own, updates), expected)
