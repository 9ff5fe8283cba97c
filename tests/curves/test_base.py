"""What holds for every family and combinator, with random arguments; the formulas are tested family by family."""

import copy
import math
import pickle
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit import curves
from paddle_lrkit.curves import base
from paddle_lrkit.curves._slope import RAMPS, SHAPES
from paddle_lrkit.errors import ConfigError

STOP = 60
rate = st.floats(1e-6, 10)
low = st.floats(0, 1e-6)
length = st.integers(1, 50)
marks = st.lists(st.integers(1, 50), unique=True, min_size=1, max_size=5).map(sorted)


def build(family, *strategies, **named):
    return st.tuples(st.tuples(*strategies), st.fixed_dictionaries(named)).map(lambda a: family(*a[0], **a[1]))


def piecewise(boundaries):
    values = st.lists(rate, min_size=len(boundaries) + 1, max_size=len(boundaries) + 1)
    return values.map(lambda found: curves.piecewise_constant(boundaries, found))


def interpolated(updates):
    values = st.lists(rate, min_size=len(updates), max_size=len(updates))
    return build(curves.interpolated, st.just(updates), values, st.sampled_from(SHAPES))


def one_cycle(total):
    return build(curves.one_cycle, low, rate, low, st.just(total), st.integers(0, total - 1), shape=two_shapes)


two_shapes = st.sampled_from(["cosine", "linear"])
any_shape = st.sampled_from(SHAPES)
momentum = st.tuples(st.floats(0.9, 0.99), st.floats(0.5, 0.9), length).map(
    lambda a: curves.one_cycle_momentum(a[0], a[1], a[2], a[2] // 3)
)
finite = st.one_of(
    build(curves.linear, rate, rate, length),
    build(curves.cosine, rate, low, length),
    build(curves.polynomial, rate, low, length, st.floats(0.2, 4)),
    build(curves.decay, rate, rate, length, st.sampled_from(SHAPES), st.floats(0.2, 4)),
)
FAMILIES = {
    "batch_size": build(curves.batch_size, finite, st.just(8), st.integers(8, 4000), st.sampled_from([1, 8])),
    "batch_size_ramp": st.tuples(st.integers(1, 9), st.integers(0, 6), st.integers(1, 9), st.integers(0, 900)).map(
        lambda a: curves.batch_size_ramp(a[0], a[0] + a[1] * a[2], a[2], a[3])
    ),
    "chebyshev": build(curves.chebyshev, rate, st.just(1e-6), st.sampled_from([1, 2, 8, 64]), length),
    "clamp": build(curves.clamp, finite, low, rate),
    "constant": build(curves.constant, rate, st.none() | length),
    "cooldown": build(curves.cooldown, finite, st.integers(0, 40), length, low),
    "cosine": build(curves.cosine, rate, low, length, exponent=st.just(1) | st.floats(0.2, 4)),
    "cosine_cycles": build(curves.cosine_cycles, rate, low, length, st.floats(0.1, 5)),
    "cosine_hard_restarts": length.flatmap(
        lambda n: build(curves.cosine_hard_restarts, rate, low, st.just(n), st.integers(1, n))
    ),
    "cosine_restarts": build(
        curves.cosine_restarts,
        rate,
        low,
        st.integers(5, 50),
        st.integers(1, 3) | st.floats(1, 3),
        st.floats(0.1, 1),
        st.none() | st.integers(1, 4),
        warmup=st.integers(0, 4),
    ),
    "cosine_wave": build(curves.cosine_wave, rate, low, length),
    "cyclic": build(
        curves.cyclic,
        low,
        rate,
        length,
        st.none() | length,
        st.sampled_from(["triangular", "triangular2", "exp_range"]),
        st.floats(0.5, 1),
    ),
    "decay": build(
        *(curves.decay, rate, rate, length, st.sampled_from(SHAPES), st.floats(0.2, 4)),
        decay_base=st.just(0.05) | st.floats(0.01, 0.9),
    ),
    "exponential": build(curves.exponential, rate, st.floats(0.1, 1), length, st.booleans()),
    "flat_cosine": length.flatmap(lambda n: build(curves.flat_cosine, rate, low, st.just(n), st.integers(0, n - 1))),
    "half_cosine": build(curves.half_cosine, rate, low, length),
    "infinite": st.tuples(rate, st.floats(0.1, 1), *(st.integers(0, 30),) * 3).map(
        lambda a: curves.infinite(a[0], a[0] * a[1], a[0] * a[1] / 2, a[2] + a[3] + a[4] + 1, a[2], a[4])
    ),
    "interpolated": marks.flatmap(interpolated),
    "inverse_sqrt": build(curves.inverse_sqrt, rate, length, offset=st.just(0) | st.integers(-60, 60)),
    "inverse_time": build(curves.inverse_time, rate, st.floats(0, 3)),
    "jagged_restarts": build(
        *(curves.jagged_restarts, finite, st.integers(10, 40), st.integers(0, 5), st.integers(0, 5), st.floats(0, 1))
    ),
    "join": st.lists(finite, min_size=1, max_size=4).map(lambda parts: curves.join(*parts)),
    "k_decay": build(
        curves.k_decay,
        rate,
        low,
        length,
        st.floats(0.2, 4),
        st.sampled_from(["cosine", "polynomial"]),
        st.floats(0.2, 4),
    ),
    "linear": build(curves.linear, rate, rate, length),
    "mirror": build(curves.mirror, finite),
    "multistep": build(curves.multistep, rate, marks, st.floats(0.1, 2)),
    "natural_exponential": build(curves.natural_exponential, rate, st.floats(1e-3, 1)),
    "noam": build(curves.noam, st.integers(1, 1000), length, rate),
    "noise": build(
        curves.noise,
        finite,
        st.floats(0, 1),
        st.integers(0, 2**70),
        st.integers(0, 30),
        st.integers(1, 5),
        st.sampled_from(["uniform", "normal"]),
    ),
    "one_cycle": length.flatmap(one_cycle),
    "one_cycle_momentum": momentum,
    "piecewise_constant": marks.flatmap(piecewise),
    "polynomial": build(curves.polynomial, rate, rate, length, st.floats(0.2, 4)),
    "polynomial_cycles": build(curves.polynomial_cycles, rate, low, length, st.floats(0.2, 4)),
    "power": build(curves.power, rate, rate, st.floats(-2, -0.1)),
    "product": st.lists(finite, min_size=1, max_size=3).map(lambda parts: curves.product(*parts)),
    "proportion": build(curves.proportion, finite, st.floats(1, 10), st.floats(0, 0.5), rate, rate),
    "ramp": build(
        *(curves.ramp, rate, rate, length, st.sampled_from(RAMPS), st.floats(0.2, 4)),
        offset=st.just(0) | st.integers(0, 60),
    ),
    "reflect": build(curves.reflect, finite, low, rate),
    "repeat": build(curves.repeat, finite, st.none() | st.integers(1, 4)),
    "rest_of_rate": build(curves.rest_of_rate, finite, st.just(8), st.integers(8, 4000), st.sampled_from([1, 8])),
    "rex": build(curves.rex, rate, low, length),
    "saw": build(curves.saw, rate, low, length),
    "scale": build(curves.scale, finite, st.floats(0, 3)),
    "shift": build(curves.shift, finite, st.integers(-30, 30)),
    "stable_decay": length.flatmap(
        lambda n: build(
            curves.stable_decay, rate, st.just(1e-6), st.just(n), st.integers(1, n), st.sampled_from(SHAPES)
        )
    ),
    "stable_decay_periods": build(
        *(curves.stable_decay_periods, rate, st.just(1e-6), st.lists(length, min_size=1, max_size=4)),
        *(st.floats(0.01, 1), st.sampled_from(SHAPES)),
    ),
    "step": build(curves.step, rate, length, st.floats(0.1, 1)),
    "stretch": build(curves.stretch, finite, length),
    "swa": build(curves.swa, finite, st.integers(0, 40), rate, length, two_shapes),
    "swa_cycles": build(curves.swa_cycles, finite, st.integers(0, 40), rate, low, length),
    "tanh": build(curves.tanh, rate, low, length, st.floats(-8, -1), st.floats(1, 5)),
    "until": build(curves.until, finite, st.integers(0, 60)),
    "warmup": build(curves.warmup, finite, st.integers(0, 30), st.just(1e-6), st.sampled_from(RAMPS)),
}
NO_CURVES = {"Curve", "layer_factors"}
OF_FUNCTIONS = {"custom", "cumulative"}
any_curve = st.one_of(*FAMILIES.values())


def test_every_public_curve_is_here():
    assert {*FAMILIES, *NO_CURVES, *OF_FUNCTIONS} == set(curves.__all__)


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_family(name):
    check_family(FAMILIES[name])


def check_family(strategy):
    @given(strategy)
    def holds(curve):
        values = [curve(update) for update in range(STOP)]
        assert all(type(value) is float and 0 <= value < math.inf for value in values)
        check_identity(curve)
        check_knots(curve, values)
        check_end(curve)

    holds()


def check_identity(curve):
    again = eval(repr(curve), {name: getattr(curves, name) for name in curves.__all__})
    for twin in (again, pickle.loads(pickle.dumps(curve)), copy.deepcopy(curve)):
        assert (twin, hash(twin), repr(twin)) == (curve, hash(curve), repr(curve))
        assert twin.fingerprint == curve.fingerprint
        assert twin(17) == curve(17)
    assert curve != curves.constant(123.0)


def check_knots(curve, values):
    knots = curve.knots(STOP)
    assert knots == sorted({knot for knot in knots if 0 <= knot < STOP})
    assert curve.peak(STOP) == max(values)
    assert curve.lowest(STOP) == min(values)


def check_end(curve):
    if curve.length is not None:
        assert {curve(curve.length + more) for more in (0, 1, 10**9)} == {curve(curve.length)}


def lines_executed(call):
    count = 0

    def trace(frame, event, argument):
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        call()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_the_cost_does_not_grow_with_the_update(name):
    check_cost(FAMILIES[name])


def check_cost(strategy):
    @settings(max_examples=10)
    @given(strategy)
    def holds(curve):
        early = max(lines_executed(lambda update=update: curve(update)) for update in (30, 60))
        assert lines_executed(lambda: curve(10**9)) <= 2 * early + 200

    holds()


@given(any_curve, any_curve)
def test_different_curves_have_different_fingerprints(one, other):
    assert (one == other) == (one.fingerprint == other.fingerprint)


def test_the_fingerprint_never_changes():
    """A release that changes it makes every saved checkpoint one of another curve."""
    assert curves.cosine(0.1, 0.0, 100).fingerprint == "710909fcd1f9883a"


@pytest.mark.parametrize(
    ("update", "sentence"),
    [
        (-1, "update: must be >= 0, got -1"),
        (1.5, "update: must be a whole number >= 0, got 1.5"),
        (2.0, "update: must be a whole number >= 0, got 2.0"),
        ("3", "update: must be a whole number >= 0, got '3'"),
        (True, "update: must be a whole number >= 0, got True"),
    ],
)
def test_what_is_no_update(update, sentence):
    with pytest.raises(ConfigError) as caught:
        curves.cosine(0.1, 0.0, 10)(update)
    assert str(caught.value) == sentence


def test_numpy_integers_are_updates():
    curve = curves.cosine(0.1, 0.0, 10)
    assert curve(np.int64(3)) == curve(3)


def test_numpy_arguments_make_the_same_curve():
    one = curves.multistep(np.float32(0.5), np.array([1, 2]).tolist(), np.float64(0.25))
    assert (repr(one), one) == (
        "multistep(start=0.5, milestones=[1, 2], gamma=0.25)",
        curves.multistep(0.5, (1, 2), 0.25),
    )


def test_a_list_of_the_caller_is_neither_kept_nor_changed():
    milestones = [3, 5]
    curve = curves.multistep(0.1, milestones)
    milestones.append(6)
    assert curve.arguments["milestones"] == (3, 5)


@pytest.mark.parametrize("name", ["length", "_at", "anything"])
def test_a_curve_cannot_be_changed(name):
    curve = curves.constant(0.1)
    with pytest.raises(AttributeError, match="cannot be changed"):
        setattr(curve, name, 3)
    with pytest.raises(AttributeError, match="cannot be changed"):
        delattr(curve, "length")


def test_methods_are_the_combinators():
    curve = curves.linear(0.1, 0.0, 10)
    assert curve.then(curve).then(curve) == curves.join(curve, curve, curve)
    assert curve.warmup(5, 0.01, "cosine") == curves.warmup(curve, 5, 0.01, "cosine")
    assert curve.scale(2.0) == curves.scale(curve, 2.0)
    assert curve.clamp(0.01, 0.05) == curves.clamp(curve, 0.01, 0.05)
    assert curve.shift(3) == curves.shift(curve, 3)
    assert curve.until(3) == curves.until(curve, 3)
    assert (curve.name, curve.arguments) == ("linear", {"start": 0.1, "end": 0.0, "length": 10})


def test_more_knots_than_memory_holds_are_refused(monkeypatch):
    monkeypatch.setattr(base, "MOST_KNOTS", 100)
    steps = curves.step(0.1, 1, 0.5)
    assert steps.knots(101) == list(range(1, 101))
    noisy = curves.noise(curves.constant(0.1), 0.1, every=2, seed=0)
    cycles = curves.cyclic(0.01, 0.1, 1)
    for curve in (steps, curves.repeat(steps.until(3)), noisy, cycles, steps.warmup(5)):
        with pytest.raises(ConfigError, match=r"jumps or bends at more than 100 of [0-9,]+ updates"):
            curve.knots(10**12)


REGULAR = [
    curves.step(0.1, 1, 0.9999),
    curves.step(0.1, 2, 1.00001),
    curves.exponential(0.1, 0.9999, 1, staircase=True),
    curves.cosine_wave(0.1, 0.01, 1),
    curves.cosine_restarts(0.1, 0.01, 2, cycle_decay=0.999),
    curves.cosine_restarts(0.1, 0.01, 2, cycles=14_000),
    curves.cosine_restarts(0.1, 0.01, 2, 2, cycles=10**9),
    curves.polynomial_cycles(0.1, 0.01, 2),
    curves.cyclic(0.01, 0.1, 1),
    curves.cyclic(0.01, 0.1, 1, mode="exp_range", gamma=0.9999),
    curves.chebyshev(0.1, 0.01, 2),
    curves.chebyshev(0.1, 0.01, 4096),
    curves.swa_cycles(curves.constant(0.1, 9), 5, 0.05, 0.01, 2),
    curves.repeat(curves.linear(0.1, 0.01, 2)),
    curves.repeat(curves.step(0.1, 1, 0.9).until(40)),
]


@pytest.mark.parametrize("curve", REGULAR, ids=lambda curve: curve.name)
def test_knots_that_repeat_do_not_grow_with_the_run(curve):
    values = [curve(update) for update in range(30_000)]
    assert curve.peak(30_000) == max(values)
    assert curve.lowest(30_000) == min(values)
    assert len(curve.knots(10**17)) <= 30_000


def test_a_stretched_stair_of_many_steps_keeps_each_jump():
    steps = curves.step(1.0, 2, 0.9999).until(40_000)
    stretched = curves.stretch(steps, 400_000)
    for update in (19, 20, 200_019, 200_020, 399_979, 399_980):
        assert stretched(update) == 0.9999 ** (update // 20)


def test_a_rate_beyond_the_floats_is_said():
    with pytest.raises(ConfigError, match="is too large for a float at update 100000"):
        curves.exponential(1.0, 2.0)(100000)


def test_comparison_with_something_else():
    assert curves.constant(0.1) != 0.1
