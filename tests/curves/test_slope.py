import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import decay, ramp
from paddle_lrkit.curves._slope import RAMPS, SHAPES
from paddle_lrkit.errors import ConfigError

rate = st.floats(1e-6, 10)
LEFT = {
    "linear": lambda p, power: 1 - p,
    "cosine": lambda p, power: np.cos(np.pi * p / 2) ** 2,
    "polynomial": lambda p, power: (1 - p) ** power,
    "1-sqrt": lambda p, power: 1 - p**0.5,
    "1-square": lambda p, power: (1 - p) * (1 + p),
    "sqrt": lambda p, power: (1 - p) ** 0.5,
    "half_life": lambda p, power: (np.exp(p * np.log(0.05)) - 0.05) / 0.95,
}


@given(start=rate, end=rate, length=st.integers(1, 100), shape=st.sampled_from(SHAPES), power=st.floats(0.3, 4))
def test_decay(start, end, length, shape, power):
    curve = decay(start, end, length, shape, power)
    parts = np.arange(length + 1) / length
    if shape == "exponential":
        expected = np.geomspace(start, end, length + 1)
    elif shape == "inverse":
        expected = 1 / np.linspace(1 / start, 1 / end, length + 1)
    else:
        expected = start * LEFT[shape](parts, power) + end * (1 - LEFT[shape](parts, power))
    assert [curve(t) for t in range(length + 1)] == pytest.approx(expected, rel=1e-10, abs=1e-12)
    assert (curve(0), curve(length)) == (pytest.approx(start, rel=1e-14), end)


@settings(max_examples=25)
@given(base=st.floats(0.001, 0.999), length=st.integers(1, 50))
def test_half_life_is_ernies_and_megatrons(base, length):
    parts = np.arange(length + 1) / length
    found = [decay(0.1, 0.02, length, "half_life", decay_base=base)(t) for t in range(length + 1)]
    assert found == pytest.approx(0.02 + 0.08 * (base**parts - base) / (1 - base), rel=1e-9)


def test_megatrons_wsd_exponential():
    found = [decay(0.1, 0.02, 8, "half_life", decay_base=0.5)(t) for t in range(9)]
    assert found == pytest.approx([0.02 + 0.08 * (2.0 * 0.5 ** (t / 8) - 1.0) for t in range(9)], rel=1e-12)


@settings(max_examples=25)
@given(length=st.integers(1, 40), offset=st.integers(0, 50), shape=st.sampled_from(SHAPES))
def test_the_offset_of_a_ramp_is_added_to_the_update(length, offset, shape):
    plain, ahead = ramp(0.01, 0.1, length, shape), ramp(0.01, 0.1, length, shape, offset=offset)
    assert [ahead(t) for t in range(length + 1)] == [plain(min(t + offset, length)) for t in range(length + 1)]


@given(start=rate, end=rate, length=st.integers(1, 60), shape=st.sampled_from(RAMPS), power=st.floats(0.3, 4))
def test_a_ramp_is_a_decay_backwards(start, end, length, shape, power):
    curve = ramp(start, end, length, shape, power)
    found = [curve(t) for t in range(length + 1)]
    assert found[-1] == end
    if shape == "constant":
        assert set(found[:-1]) == {start}
    else:
        backwards = decay(end, start, length, shape, power)
        assert found == pytest.approx([backwards(length - t) for t in range(length + 1)], rel=1e-12, abs=1e-15)


@pytest.mark.parametrize("shape", SHAPES)
def test_a_decay_only_falls_and_a_ramp_only_rises(shape):
    falling, rising = decay(0.1, 0.001, 50, shape), ramp(0.001, 0.1, 50, shape)
    assert all(falling(t) > falling(t + 1) for t in range(50))
    assert all(rising(t) < rising(t + 1) for t in range(50))
    assert math.isclose(rising(0), 0.001)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: decay(0.1, 0.0, 5, "exponential"), "end: must be > 0 for the shape 'exponential', got 0"),
        (lambda: ramp(0.0, 0.1, 5, "exponential"), "start: must be > 0 for the shape 'exponential', got 0"),
        (lambda: decay(0.1, 0.0, 5, "inverse"), "end: must be > 0 for the shape 'inverse', got 0"),
        (lambda: decay(0.1, 0.0, 5, "half_life", decay_base=1.0), "decay_base: must be > 0 and < 1, got 1.0"),
        (lambda: ramp(0.0, 0.1, 5, offset=-1), "offset: must be >= 0, got -1"),
        (
            lambda: decay(0.1, 0.0, 5, "constant"),
            "shape: must be one of 'linear', 'cosine', 'polynomial', '1-sqrt', '1-square', 'sqrt', 'exponential', "
            "'half_life', 'inverse', got 'constant'",
        ),
        (lambda: ramp(0.1, 0.0, 5, "polynomial", 0.0), "power: must be > 0, got 0.0"),
        (lambda: ramp(0.1, 0.0, 0), "length: must be >= 1, got 0"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
