"""The forms of foreign schedules as curves: equality, repr, pickle, knots, and their cost."""

import math
import pickle
import random
import sys
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import join
from paddle_lrkit.suites.lrkit.composed import composed, describe, families
from paddle_lrkit.suites.reference_curves import (
    annealing,
    cycles,
    fractional_epochs,
    lines,
    powers,
    restarts,
    stairs,
    ticks,
    transformers,
    waves,
)

EXAMPLES = [
    lines.level(-0.1),
    lines.line(0.0, 0.1, 4.5, 4),
    lines.power_ramp(0.1, 10, 2.0),
    stairs.stairs(0.1, 7, -0.5),
    stairs.stairs(0.1, 7, 0.5, 3),
    stairs.drops(0.1, [3, 5.5], 0.5),
    stairs.table([10, 5, 20.5], [0.1, 0.2, 0.3, 0.4]),
    waves.wave(0.1, 0.2, 9),
    waves.recursive_wave(0.1, 0.02, 9),
    fractional_epochs.epoch_wave(0.02, 2.5, 0.1, 6, 7),
    fractional_epochs.epoch_table(0.02, 2, [0, 4, 5.5], [0.3, 0.1, 0.05], 7),
    fractional_epochs.epoch_drops(0.1, 2.5, 0.5, [6, 3], 7),
    fractional_epochs.ramped_epoch_wave(0.1, 0.01, 6, 12.5, 0.1, 7),
    waves.stepped_wave(0.1, 0.01, 9.5),
    waves.entered_wave(0.1, 0.01, 9, 4),
    waves.falling_wave(0.1, 0.01, 8, 20),
    waves.two_waves(0.1, 10, 20),
    waves.spent_wave(0.1, 0.2, 10, 20),
    waves.sawtooth_wave(0.1, 6),
    waves.repeated_wave(0.1, 0.01, 12, 12),
    waves.repeated_wave(0.1, 0.01, 12, 7, 5),
    waves.shortened_wave(0.1, 0.01, 12, 7),
    restarts.restarts(0.1, 0.01, 3, 2),
    restarts.entered_restarts(0.1, 0.01, 3, 2, 11),
    restarts.restarts_by_logarithm(0.1, 0.0, 3, 3),
    powers.power_decay(0.1, 0.2, 10, 0.9),
    powers.power_decay(0.1, 0.0, 10, 2.0, True),
    powers.open_power(0.1, 3, 13.5, 2),
    powers.floored_power(0.1, 0.0, 0.02, 20, 0.9),
    powers.floored_power(0.1, 0.0, 0.01, 20, 2.0),
    powers.geometric(0.1, 0.9),
    powers.natural(0.1, 0.1),
    powers.inverse(0.1, -0.03),
    powers.noam_wave(1.0, 64, 7.5),
    powers.inverse_root(0.1, 7),
    cycles.phases([2.5, 9], [0.01, 0.1, 0.0], 10, True),
    cycles.phases([5, 17], [0.01, 0.1, 0.0], None, True),
    powers.stretched_geometric(0.1, 0.5, 7.5),
    powers.delayed_geometric(0.1, 0.001, 40, 20, 0.1),
    cycles.triangles(0.01, 0.1, 5, 3, "exp_range", 0.9),
    annealing.warmed_line(0.1, 10, 60),
    annealing.warmed_wave(0.1, 10, 60, 1.5),
    annealing.warmed_quarter_wave(0.1, 3.5, 60, 0.4375),
    annealing.warmed_restarts(0.1, 10, 60, 1.5),
    annealing.warmed_power(0.1, 10, 60, 0.01, 2.0),
    annealing.warmed_level(0.1, 10),
    annealing.annealing(0.1, 0.01, 3.3, 60, True),
    transformers.clipped_annealing(0.1, 0.01, 10, 60, False),
    transformers.clipped_annealing(0.1, 0.0, 2.5, 60, True),
    transformers.fractional_annealing(0.1, 0.01, 0.001, 2, 5, 7, 3, 3),
    ticks.by_epoch(waves.wave(0.1, 0.0, 9), 7),
    ticks.entered(powers.power_decay(0.1, 0.0, 40, 1.0), 5),
    ticks.accumulated(waves.wave(0.1, 0.0, 9), 7, 3, 3),
    ticks.accumulated(powers.power_decay(0.1, 0.0, 40, 1.0), 7, 3, 2),
    ticks.by_epoch(lines.late_line(0.1, 2, 3), 7),
    ticks.restarted(stairs.drops(0.1, [3, 8], 0.5), 11),
    restarts.weighted_restarts(0.1, 0.01, [10, 20, 15], [1, 0.5, 2]),
    join(lines.line(0.0, 0.1, 5, 5), stairs.table([2, 1], [0.1, 0.2, 0.3])),
]


@pytest.mark.parametrize("curve", EXAMPLES, ids=lambda curve: curve.name)
def test_a_form_is_a_curve(curve):
    names = {**families(), "join": join}
    assert eval(repr(curve), {**names, "nan": math.nan}) == curve
    assert pickle.loads(pickle.dumps(curve)) == curve
    assert composed(describe(curve)) == curve
    assert all(type(curve(update)) is float for update in (0, 1, 17, 10**6, 10**30))


@pytest.mark.parametrize("curve", EXAMPLES, ids=lambda curve: curve.name)
@pytest.mark.parametrize("stop", [1, 40, 70])
def test_between_two_knots_a_form_only_rises_or_only_falls(curve, stop):
    knots = curve.knots(stop)
    assert knots == sorted(set(knots))
    edges = [0, *knots, stop]
    for begin, end in pairwise(edges):
        values = [curve(update) for update in range(begin, end)]
        if all(map(math.isfinite, values)):
            steps = [later - earlier for earlier, later in pairwise(values)]
            tiny = 1e-13
            assert all(step <= tiny for step in steps) or all(step >= -tiny for step in steps), (begin, end)


@pytest.mark.parametrize("curve", EXAMPLES, ids=lambda curve: curve.name)
def test_the_peak_is_found_from_the_knots(curve):
    values = [curve(update) for update in range(60)]
    assert curve.peak(60) == pytest.approx(max(values), rel=1e-12)


def test_a_table_without_order_is_searched_as_a_scan_would():
    source = random.Random(5)
    for _ in range(300):
        boundaries = [
            source.choice([source.randrange(30), source.random() * 30]) for _ in range(source.randrange(1, 7))
        ]
        values = [source.random() for _ in range(len(boundaries) + source.randrange(1, 3))]
        curve = stairs.table(boundaries, values)
        for update in range(35):
            scanned = next((v for b, v in zip(boundaries, values, strict=False) if update < b), values[-1])
            assert curve(update) == scanned, (boundaries, values, update)


def test_a_rate_that_has_no_answer_is_nan():
    assert math.isnan(powers.inverse(0.1, -0.5)(2))
    assert math.isnan(cycles.triangles(0.1, 0.2, 1, 1, "triangular2")(10**6))


@pytest.mark.parametrize("curve", EXAMPLES, ids=lambda curve: curve.name)
def test_knots_stay_few_in_any_run(curve):
    assert len(curve.knots(10**15)) < 50_000


def calls(function):
    """How many Python and C functions run inside a call."""
    events = []
    sys.setprofile(lambda frame, event, argument: events.append(event))
    try:
        function()
    finally:
        sys.setprofile(None)
    return len(events)


def test_the_cost_does_not_grow_with_the_update():
    curve = join(lines.line(0.0, 0.01, 36_645, 36_645), waves.falling_wave(0.01, 0.0, 2_600_000, 2_599_999))
    assert calls(lambda: curve(40_000)) == calls(lambda: curve(2_630_000))


@pytest.mark.parametrize(("batches", "every", "updates"), [(7, 3, 3), (7, 3, 2), (6, 2, 3), (5, 9, 1), (4, 1, 4)])
def test_accumulated_updates_use_the_tick_of_their_last_batch(batches, every, updates):
    expected = []
    for epoch in range(4):
        made = 0
        for batch in range(1, batches + 1):
            last = batch == batches and made < updates
            if batch % every == 0 or last:
                expected.append(powers.power_decay(0.1, 0.0, 40, 1.0)(epoch * batches + batch - 1))
                made += 1
        assert made == updates
    curve = ticks.accumulated(powers.power_decay(0.1, 0.0, 40, 1.0), batches, every, updates)
    assert [curve(update) for update in range(4 * updates)] == expected


@given(
    marks=st.lists(st.floats(-5, 60), max_size=6),
    gamma=st.floats(-2, 2),
    begin=st.integers(0, 70),
    count=st.integers(1, 80),
)
def test_many_updates_at_once_have_the_same_rates(marks, gamma, begin, count):
    asked = range(begin, begin + count)
    rates = [0.1 * gamma**index for index in range(len(marks) + 1)]
    for curve in (stairs.drops(0.1, sorted(marks), gamma), stairs.table(marks, rates)):
        assert curve.values(asked).tolist() == [curve(update) for update in asked]
