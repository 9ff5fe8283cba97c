import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import cooldown, cosine, decay, flat_cosine, inverse_sqrt, stable_decay
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
