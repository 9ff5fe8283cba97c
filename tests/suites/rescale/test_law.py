"""What counts as the same over the samples seen."""

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import cosine, linear, multistep, step
from paddle_lrkit.suites.rescale.law import largest_difference
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import RunLength


def schedule(curve, total):
    return Schedule(curve, "lrkit", RunLength(total))


def compared(before, after, times, factor=None, stretch=0.0):
    times = Fraction(times)
    return largest_difference(before, after, times, float(times) if factor is None else factor, stretch)


FAMILIES = [
    lambda rate, unit: cosine(rate, rate / 50, 100 * unit).warmup(5 * unit),
    lambda rate, unit: multistep(rate, [30 * unit, 70 * unit], 0.1),
    lambda rate, unit: step(rate, 13 * unit, 0.5).warmup(4 * unit, rate / 7),
    lambda rate, unit: linear(0.0, rate, 20 * unit).then(linear(rate, rate / 3, 80 * unit)),
]


@settings(max_examples=25, deadline=None)
@given(
    family=st.sampled_from(FAMILIES), times=st.sampled_from([2, 3, 8]), down=st.booleans(), factor=st.floats(0.01, 9)
)
def test_the_same_curve_over_the_samples_agrees(family, times, down, factor):
    fine, coarse = schedule(family(0.1, times), 100 * times), schedule(family(0.1 * factor, 1), 100)
    if down:
        assert compared(coarse, fine, Fraction(1, times), 1 / factor) is None
    else:
        assert compared(fine, coarse, times, factor) is None


@settings(max_examples=25, deadline=None)
@given(family=st.sampled_from(FAMILIES), wrong=st.sampled_from([0.98, 1.02, 0.5]), times=st.sampled_from([2, 8]))
def test_another_factor_of_the_rate_is_found_with_its_update(family, wrong, times):
    before, after = schedule(family(0.1, times), 100 * times), schedule(family(0.1 * times * wrong, 1), 100)
    found = compared(before, after, times)
    assert found is not None
    assert found.rate == after.curve(found.update)
    assert found.before // times == found.update
    assert abs(found.expected - found.rate) <= abs(times * before.curve(found.before) - found.rate) + 1e-12


@pytest.mark.parametrize("moved", [-2, 2])
def test_a_milestone_may_move_by_one_coarser_update_and_no_more(moved):
    before = schedule(multistep(0.1, [400], 0.1), 800)
    for shift in (-1, 0, 1):
        assert compared(before, schedule(multistep(0.8, [50 + shift], 0.1), 100), 8) is None
    far = schedule(multistep(0.8, [50 + moved], 0.1), 100)
    assert compared(before, far, 8) is not None
    assert compared(far, before, Fraction(1, 8)) is not None


@pytest.mark.parametrize("last", [0.001, 0.0001])
def test_a_last_rate_that_stayed_is_found(last):
    from paddle_lrkit.curves import piecewise_constant

    before = schedule(piecewise_constant([40, 80], [0.1, 0.01, last]), 100)
    after = schedule(piecewise_constant([320, 640], [0.0125, 0.00125, last]), 800)
    found = compared(before, after, Fraction(1, 8))
    assert found is not None
    assert (found.rate, found.expected) == pytest.approx((last, last / 8))


def test_an_epoch_with_fewer_samples_is_compared_by_its_share():
    before, after = schedule(cosine(0.1, 0.0, 308), 308), schedule(cosine(0.8, 0.0, 28), 28)
    assert compared(before, after, 8) is None
    assert compared(before, schedule(cosine(0.8, 0.0, 42), 28), 8) is not None


def test_a_rounded_period_moves_what_it_repeats():
    before, after = schedule(step(0.1, 1000, 0.5), 10000), schedule(step(0.3, 333, 0.5), 3333)
    assert compared(before, after, 3) is not None
    assert compared(before, after, 3, stretch=1 / 999) is None


def test_a_run_of_no_update_has_nothing_to_compare():
    assert compared(schedule(cosine(0.1, 0.0, 9), 0), schedule(cosine(0.1, 0.0, 9), 9), 8) is None


@pytest.mark.parametrize("times", [Fraction(8), Fraction(1, 8)])
def test_a_period_that_stayed_is_found(times):
    from paddle_lrkit.curves import cosine_restarts

    before = schedule(cosine_restarts(0.1, 0.0, 160), 800)
    right, wrong = (schedule(cosine_restarts(0.1, 0.0, length), int(800 / times)) for length in (int(160 / times), 160))
    assert compared(before, right, times, 1.0) is None
    assert compared(before, wrong, times, 1.0) is not None


def test_a_warmup_shorter_than_one_coarser_update_may_be_missing():
    level = linear(0.1, 0.1, 1)
    for updates, expected in ((8, True), (24, False)):
        before = schedule(level.warmup(updates), 800)
        found = compared(before, schedule(linear(0.8, 0.8, 1), 100), 8)
        assert (found is None) == expected


def test_a_run_of_any_length_is_compared_in_a_moment():
    """An epoch of 34 updates and one of 267, so that the same share of both runs is millions of updates apart."""
    before = Schedule(cosine(0.8, 0.0, 34 * 10**9), "lrkit", RunLength(34 * 10**9))
    after = Schedule(cosine(0.1, 0.0, 267 * 10**9), "lrkit", RunLength(267 * 10**9))
    assert largest_difference(before, after, Fraction(1, 8), 1 / 8, 0.02) is None
    other = Schedule(cosine(0.2, 0.0, 267 * 10**9), "lrkit", RunLength(267 * 10**9))
    assert largest_difference(before, other, Fraction(1, 8), 1 / 8, 0.02).rate > 0.1
