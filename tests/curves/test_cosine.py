import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import cosine, cosine_cycles, cosine_wave, half_cosine
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


@settings(max_examples=25)
@given(rates=rates, length=st.integers(1, 200), exponent=st.floats(0.2, 5))
def test_cosine_with_an_exponent(rates, length, exponent):
    """``optax.cosine_decay_schedule``."""
    curve = cosine(*rates, length, exponent=exponent)
    part = (0.5 * (1 + np.cos(np.pi * np.arange(length) / length))) ** exponent
    expected = rates[1] + (rates[0] - rates[1]) * part
    assert [curve(update) for update in range(length)] == pytest.approx(expected, abs=1e-12)
    assert curve(length) == rates[1]


def test_an_exponent_of_one_is_the_same_curve():
    """Also in a checkpoint that was saved before there were exponents."""
    assert cosine(0.1, 0.0, 100, exponent=1).fingerprint == cosine(0.1, 0.0, 100).fingerprint
    assert cosine(0.1, 0.0, 100, exponent=2).fingerprint != cosine(0.1, 0.0, 100).fingerprint
    assert repr(cosine(0.1, 0.0, 100, exponent=2)) == "cosine(peak=0.1, floor=0.0, length=100, exponent=2.0)"


@settings(max_examples=25)
@given(rates=rates, length=st.integers(1, 200))
def test_half_cosine(rates, length):
    """``HalfCosWithWarmup`` of OLMo-core, from the end of its warmup on."""
    curve = half_cosine(*rates, length)
    t = np.arange(length)
    expected = rates[1] + (rates[0] - rates[1]) * (1 + np.cos(np.pi * (length + t) / (2 * length))) / 2
    assert [curve(update) for update in range(length)] == pytest.approx(expected, abs=1e-12)
    assert curve.length == length
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
