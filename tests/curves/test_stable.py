import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import (
    cooldown,
    cosine,
    decay,
    flat_cosine,
    infinite,
    inverse_sqrt,
    stable_decay,
    stable_decay_periods,
)
from paddle_lrkit.curves._slope import SHAPES
from paddle_lrkit.errors import ConfigError


@given(st.data(), st.integers(1, 100), st.sampled_from(SHAPES), st.floats(0.3, 4))
def test_stable_decay(data, length, shape, power):
    last = data.draw(st.integers(1, length))
    curve = stable_decay(0.1, 0.001, length, last, shape, power)
    tail = decay(0.1, 0.001, last, shape, power)
    expected = [0.1] * (length - last) + [tail(t) for t in range(last + 1)]
    assert [curve(t) for t in range(length + 1)] == expected
    assert curve.length == length


@settings(max_examples=25)
@given(lengths=st.lists(st.integers(1, 40), min_size=1, max_size=5), fraction=st.floats(0.01, 1))
def test_periods(lengths, fraction):
    """``WSDS`` of OLMo-core without a warmup, which has the floor itself at the last update of a period."""
    curve = stable_decay_periods(0.1, 0.01, lengths, fraction)
    expected = []
    for length in lengths:
        falling = max(round(fraction * length), 1)
        expected += [0.01 + 0.09 * min(length - t, falling) / falling for t in range(length)]
    assert [curve(t) for t in range(sum(lengths))] == pytest.approx(expected, rel=1e-12)
    assert (curve.length, curve(sum(lengths))) == (sum(lengths), 0.01)


@settings(max_examples=25)
@given(st.data(), st.integers(1, 100))
def test_infinite(data, length):
    """The four phases of arXiv 2503.02844 without the warmup, update by update."""
    first = data.draw(st.integers(0, length))
    last = data.draw(st.integers(0, length - first))
    curve = infinite(0.1, 0.04, 0.01, length, first, last)
    for t in range(length):
        if t < first:
            expected = 0.04 + 0.06 * (1 + np.cos(np.pi * t / first)) / 2
        elif t < length - last:
            expected = 0.04
        else:
            expected = 0.04 * (0.01 / 0.04) ** ((t - (length - last)) / last)
        assert curve(t) == pytest.approx(expected, rel=1e-12)
    assert curve(length) == pytest.approx(0.01 if last else 0.04, rel=1e-12)
    assert curve.length == length


def test_half_life_with_another_base():
    curve = stable_decay(0.1, 0.02, 20, 10, "half_life", decay_base=0.5)
    assert curve(15) == pytest.approx(0.02 + 0.08 * (2 * 0.5**0.5 - 1))


@given(st.data(), st.integers(1, 100))
def test_flat_cosine(data, length):
    flat = data.draw(st.integers(0, length - 1))
    curve = flat_cosine(0.1, 0.01, length, flat)
    angle = np.pi * np.maximum(np.arange(length + 1) - flat, 0) / (length - flat)
    assert [curve(t) for t in range(length + 1)] == pytest.approx(0.01 + 0.09 * (1 + np.cos(angle)) / 2, abs=1e-12)


@given(start=st.integers(0, 100), length=st.integers(1, 50))
def test_cooldown_starts_where_the_curve_is(start, length):
    base = inverse_sqrt(0.1, 10)
    curve = cooldown(base, start, length, 0.001)
    assert [curve(t) for t in range(start + 1)] == [base(t) for t in range(start + 1)]
    assert [curve(start + t) for t in range(length + 1)] == pytest.approx(np.linspace(base(start), 0.001, length + 1))


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: stable_decay_periods(0.1, 0.0, []), "lengths: needs at least one period"),
        (lambda: stable_decay_periods(0.1, 0.0, [5, 0]), "lengths[1]: must be >= 1, got 0"),
        (lambda: stable_decay_periods(0.1, 0.0, [5], 1.5), "decay_fraction: must be > 0 and <= 1, got 1.5"),
        (lambda: infinite(0.1, 0.2, 0.01, 10, 5, 5), "steady: must be >= 0 and <= 0.1, got 0.2"),
        (lambda: infinite(0.1, 0.05, 0.0, 10, 5, 5), "floor: must be > 0 and <= 0.05, got 0.0"),
        (lambda: infinite(0.1, 0.05, 0.01, 10, 5, 6), "decay_length: must be >= 0 and <= 5, got 6"),
        (lambda: stable_decay(0.1, 0.0, 10, 11), "decay_length: must be >= 1 and <= 10, got 11"),
        (lambda: stable_decay(0.1, 0.2, 10, 5), "floor: must be >= 0 and <= 0.1, got 0.2"),
        (lambda: flat_cosine(0.1, 0.0, 10, 10), "flat_length: must be >= 0 and <= 9, got 10"),
        (lambda: cooldown(0.1, 5, 5), "base: must be a curve, got 0.1"),
        (lambda: cooldown(cosine(0.1, 0.0, 5), -1, 5), "start: must be >= 0, got -1"),
        (
            lambda: cooldown(cosine(0.1, 0.0, 5), 1, 5, shape="exponential"),
            "end: must be > 0 for the shape 'exponential', got 0",
        ),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
