import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, linear, mirror, multistep, product, reflect, repeat, step, stretch
from paddle_lrkit.errors import ConfigError

RATE = cosine(0.1, 0.01, 30)
STEPS = multistep(0.1, [10, 24], 0.5).until(30)


@given(st.lists(st.floats(0, 3), min_size=1, max_size=4))
def test_product(factors):
    curve = product(RATE, *map(constant, factors))
    assert [curve(t) for t in range(40)] == pytest.approx([RATE(t) * math.prod(factors) for t in range(40)])


def test_a_product_ends_with_its_last_part():
    assert product(linear(1.0, 0.5, 10), linear(1.0, 0.5, 20)).length == 20
    assert product(RATE, step(1.0, 3)).length is None


@given(st.none() | st.integers(1, 5))
def test_repeat(times):
    curve = repeat(RATE, times)
    end = 30 * times if times else 10**9
    for t in range(200):
        assert curve(t) == (RATE(t % 30) if t < end else RATE(30))


@given(st.integers(1, 300))
def test_stretch_of_a_smooth_curve(length):
    curve = stretch(RATE, length)
    expected = np.interp(np.arange(length + 1) * 30 / length, range(31), [RATE(t) for t in range(31)])
    assert [curve(t) for t in range(length + 1)] == pytest.approx(expected, abs=1e-12)


@given(st.integers(1, 300))
def test_stretch_keeps_jumps(length):
    curve = stretch(STEPS, length)
    for t in range(length + 1):
        assert curve(t) == STEPS(t * 30 // length)
    assert {0.1, 0.05, 0.025} >= {curve(t) for t in range(length)}


def test_stretch_keeps_a_warmup_that_bends():
    curve = stretch(linear(0.0, 0.1, 10).then(linear(0.1, 0.0, 20)), 300)
    expected = np.interp(range(301), [0, 100, 300], [0.0, 0.1, 0.0])
    assert [curve(t) for t in range(301)] == pytest.approx(expected, abs=1e-12)


@given(st.integers(1, 300))
def test_there_and_back(length):
    assert [stretch(RATE, 30)(t) for t in range(31)] == [RATE(t) for t in range(31)]
    assert (stretch(RATE, length)(0), stretch(RATE, length)(length)) == (RATE(0), RATE(30))


def test_mirror():
    assert [mirror(RATE)(t) for t in range(40)] == [RATE(max(30 - t, 0)) for t in range(40)]
    assert [mirror(mirror(STEPS))(t) for t in range(31)] == [STEPS(t) for t in range(31)]


@given(st.floats(0, 0.1), st.floats(0.1, 1))
def test_reflect(low, high):
    curve = reflect(RATE, low, high)
    assert [curve(t) for t in range(40)] == [max(low + high - RATE(t), 0) for t in range(40)]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: product(), "curves: needs at least one curve"),
        (lambda: product(RATE, 2.0), "curves: must be a curve, got 2.0"),
        (
            lambda: repeat(constant(0.1)),
            "base: must have an end, constant(value=0.1, length=None) has none; cut it with .until(n)",
        ),
        (lambda: repeat(RATE, 0), "times: must be >= 1, got 0"),
        (lambda: stretch(RATE, 0), "length: must be >= 1, got 0"),
        (lambda: mirror(0.1), "base: must be a curve, got 0.1"),
        (lambda: reflect(RATE, 0.2, 0.1), "high: must be >= 0.2, got 0.1"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
