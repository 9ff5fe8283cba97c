"""Many rates at once are those of single calls, for every public curve and for curves made of them."""

import sys
from array import array

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit import curves
from paddle_lrkit.curves import Curve
from paddle_lrkit.errors import ConfigError
from tests.curves.test_base import FAMILIES, any_curve, build, length, low, rate

BY_FUNCTION = [curves.custom(lambda update: 0.5**update, 0.1), curves.cumulative(0.1, lambda update: 0.99)]


def largest(curve, stop):
    """The largest value that appears on the way to the rates of a curve."""
    parts = [part for part in (*curve._variadic(), *curve.arguments.values()) if isinstance(part, Curve)]
    ends = [curve.arguments["low"], curve.arguments["high"]] if curve.name == "reflect" else []
    own = curve.values(range(max(stop, curve.length or 0) + 1)).max()
    return max([own, sum(ends), *(largest(part, stop) for part in parts)])


def check_values(curve, updates):
    found = curve.values(updates)
    assert (type(found), found.dtype, found.flags.writeable) == (np.ndarray, np.float64, True)
    single = np.array([curve(update) for update in updates])
    assert np.abs(found - single).max(initial=0) <= 1e-15 * largest(curve, 200)
    if curve.length is not None:
        ends = found[np.array(updates, dtype=np.int64) >= curve.length]
        assert (ends == curve(curve.length)).all()


asked = st.one_of(
    st.builds(range, st.integers(0, 40), st.integers(0, 160), st.integers(1, 7)),
    st.lists(st.integers(0, 160), max_size=30),
)


@pytest.mark.parametrize("name", sorted(FAMILIES))
def test_a_family(name):
    @settings(max_examples=25)
    @given(FAMILIES[name], asked)
    def holds(curve, updates):
        check_values(curve, updates)

    holds()


def around(inner):
    ended = inner.map(lambda curve: curve if curve.length else curve.until(37))
    return st.one_of(
        build(curves.scale, inner, st.floats(0, 1)),
        build(curves.clamp, inner, low, rate),
        build(curves.shift, inner, st.integers(-30, 30)),
        build(curves.until, inner, st.integers(0, 60)),
        build(curves.stretch, ended, length),
        build(curves.repeat, ended, st.none() | st.integers(1, 3)),
        build(curves.warmup, inner, st.integers(0, 30)),
        build(curves.jagged_restarts, inner, st.integers(10, 40), st.integers(0, 5), st.integers(0, 5)),
        ended.map(curves.mirror),
        st.lists(ended, min_size=1, max_size=3).map(lambda parts: curves.join(*parts)),
    )


@settings(max_examples=60)
@given(st.recursive(any_curve, around, max_leaves=5), asked)
def test_curves_made_of_curves(curve, updates):
    check_values(curve, updates)


@pytest.mark.parametrize("curve", BY_FUNCTION, ids=lambda curve: curve.name)
def test_curves_from_functions(curve):
    assert curve.values([3, 0, 3]).tolist() == [curve(3), curve(0), curve(3)]


LONG = [
    curves.cosine(0.1, 0.0, 10**9),
    curves.cosine_restarts(0.1, 0.01, 10**5, 2, 0.9),
    curves.cosine_restarts(0.1, 0.01, 100, 1.001),
    curves.cosine_hard_restarts(0.1, 0.0, 10**9, 10**8),
    curves.step(0.1, 10**5, 0.999),
    curves.interpolated(list(range(0, 3000, 2)), [0.1] * 1500),
    curves.chebyshev(0.1, 0.01, 8192),
    curves.repeat(curves.linear(0.1, 0.0, 10**6)),
    curves.stretch(curves.cosine(0.1, 0.0, 10**9), 10**9 + 1),
]


@pytest.mark.parametrize("curve", LONG, ids=repr)
def test_long_runs(curve):
    updates = [0, 1, 7, 99_999, 10**5, 12_345_678, 999_999_999, 10**9, 10**9 + 1, 2**53 - 1]
    assert np.allclose(curve.values(updates), [curve(update) for update in updates], rtol=0, atol=1e-16)
    assert curve.values([5, 10**19]).tolist() == [curve(5), curve(10**19)]
    assert curve.values(range(10**19, 10**19 + 2)).tolist() == [curve(10**19), curve(10**19 + 1)]


@pytest.mark.parametrize(
    "updates", [range(5), [0, 1, 2, 3, 4], np.arange(5), np.arange(5, dtype=np.uint8), (*range(5),)]
)
def test_what_updates_may_be(updates):
    assert curves.linear(0.4, 0.0, 4).values(updates).tolist() == pytest.approx([0.4, 0.3, 0.2, 0.1, 0.0], abs=1e-16)


def test_no_update_has_no_rate():
    assert curves.cosine(0.1, 0.0, 9).values([]).tolist() == curves.cosine(0.1, 0.0, 9).values(range(0)).tolist() == []


@pytest.mark.parametrize(
    ("updates", "sentence"),
    [
        ([3, -1], "update: must be >= 0, got -1"),
        (range(3, -3, -1), "update: must be >= 0, got -1"),
        (np.array([4, -2]), "update: must be >= 0, got -2"),
        ([0, 1.5], "update: must be a whole number >= 0, got 1.5"),
        ([True], "update: must be a whole number >= 0, got True"),
        (["3"], "update: must be a whole number >= 0, got '3'"),
        (np.array([0.0, 1.0]), "update: must be a whole number >= 0, got 0.0"),
    ],
)
def test_what_is_no_update(updates, sentence):
    with pytest.raises(ConfigError) as caught:
        curves.cosine(0.1, 0.0, 10).values(updates)
    assert str(caught.value) == sentence


def test_a_rate_beyond_the_floats_is_said():
    grows = curves.exponential(1.0, 2.0)
    for curve in (grows, grows.clamp(0.0, 1.0), curves.constant(0.1, 5).then(grows)):
        with pytest.raises(ConfigError, match="is too large for a float at update 99990"):
            curve.values(range(99_990, 100_001))


def test_without_numpy_the_rates_come_one_by_one(monkeypatch):
    monkeypatch.setitem(sys.modules, "numpy", None)
    curve = curves.linear(0.1, 0.0, 10).warmup(3)
    assert curve.values(range(20)) == array("d", [curve(update) for update in range(20)])
    with pytest.raises(ConfigError, match="must be >= 0, got -1"):
        curve.values([-1])
