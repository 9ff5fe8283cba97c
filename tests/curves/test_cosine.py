import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import cosine, cosine_cycles, cosine_wave
from paddle_lrkit.errors import ConfigError

rates = st.tuples(st.floats(0, 10), st.floats(0, 1)).map(lambda a: (a[0], a[0] * a[1]))


def angle(peak, floor, radians):
    return (peak + floor) / 2 + (peak - floor) / 2 * np.cos(radians)


@given(rates=rates, length=st.integers(1, 200))
def test_cosine(rates, length):
    curve = cosine(*rates, length)
    expected = angle(*rates, np.linspace(0, np.pi, length + 1))
    assert [curve(update) for update in range(length + 1)] == pytest.approx(expected, abs=1e-12)
    assert curve(length) == rates[1]


@given(rates=rates, half_period=st.integers(1, 100))
def test_cosine_wave(rates, half_period):
    curve = cosine_wave(*rates, half_period)
    expected = angle(*rates, np.pi * np.arange(300) / half_period)
    assert [curve(update) for update in range(300)] == pytest.approx(expected, abs=1e-12)


@given(rates=rates, length=st.integers(1, 200), cycles=st.floats(0.1, 8))
def test_cosine_cycles(rates, length, cycles):
    curve = cosine_cycles(*rates, length, cycles)
    expected = angle(*rates, 2 * np.pi * cycles * np.arange(length + 1) / length)
    assert [curve(update) for update in range(length + 1)] == pytest.approx(expected, abs=1e-12)


@given(rates=rates, length=st.integers(1, 200))
def test_half_a_cycle_is_the_cosine(rates, length):
    one, other = cosine(*rates, length), cosine_cycles(*rates, length)
    assert [other(t) for t in range(length)] == pytest.approx([one(t) for t in range(length)], abs=1e-14)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: cosine(0.1, 0.2, 5), "floor: must be >= 0 and <= 0.1, got 0.2"),
        (lambda: cosine(0.1, 0.0, 0), "length: must be >= 1, got 0"),
        (lambda: cosine_wave(0.1, 0.0, 0), "half_period: must be >= 1, got 0"),
        (lambda: cosine_cycles(0.1, 0.0, 5, 0.0), "cycles: must be > 0, got 0.0"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
