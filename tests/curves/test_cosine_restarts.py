import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import cosine, cosine_hard_restarts, cosine_restarts
from paddle_lrkit.errors import ConfigError


@given(
    peak=st.floats(0.01, 10),
    part=st.floats(0, 1),
    first=st.integers(1, 30),
    multiplier=st.integers(1, 3),
    decay=st.floats(0.1, 1),
    cycles=st.integers(1, 5),
)
def test_restarts_are_cosines_one_after_the_other(peak, part, first, multiplier, decay, cycles):
    floor = part * peak
    curve = cosine_restarts(peak, floor, first, multiplier, decay, cycles)
    endless = cosine_restarts(peak, floor, first, multiplier, decay)
    begin = 0
    for index in range(cycles):
        length = first * multiplier**index
        single = cosine(max(peak * decay**index, floor), floor, length)
        for offset in range(0, length, max(length // 7, 1)):
            assert curve(begin + offset) == endless(begin + offset) == single(offset)
        begin += length
    assert curve.length == begin
    assert curve(begin) == floor
    assert endless(begin) == pytest.approx(max(peak * decay**cycles, floor), rel=1e-14)


def test_restarts_stay_exact_far_out():
    curve = cosine_restarts(0.1, 0.0, 7, 3)
    begin = 7 * (3**25 - 1) // 2
    assert curve(begin) == 0.1
    assert curve(begin - 1) < 1e-12


@given(peak=st.floats(0.01, 10), part=st.floats(0, 1), length=st.integers(1, 150), cycles=st.integers(1, 9))
def test_hard_restarts(peak, part, length, cycles):
    floor = part * peak
    cycles = min(cycles, length)
    curve = cosine_hard_restarts(peak, floor, length, cycles)
    exact = [math.fmod(cycles * t, length) / length for t in range(length)]
    expected = floor + (peak - floor) * (1 + np.cos(np.pi * np.array(exact))) / 2
    assert [curve(t) for t in range(length)] == pytest.approx(expected, abs=1e-12)
    assert curve(length) == floor


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: cosine_restarts(0.1, 0.0, 0), "first_length: must be >= 1, got 0"),
        (lambda: cosine_restarts(0.1, 0.0, 5, 0), "multiplier: must be >= 1, got 0"),
        (lambda: cosine_restarts(0.1, 0.0, 5, 1, 1.5), "cycle_decay: must be > 0 and <= 1, got 1.5"),
        (lambda: cosine_restarts(0.1, 0.0, 5, cycles=0), "cycles: must be >= 1, got 0"),
        (lambda: cosine_hard_restarts(0.1, 0.0, 5, 6), "cycles: must be >= 1 and <= 5, got 6"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
