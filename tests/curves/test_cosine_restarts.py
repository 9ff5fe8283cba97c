import math

import numpy as np
import pytest
from hypothesis import given, settings
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


@settings(max_examples=25)
@given(
    first=st.integers(2, 30),
    data=st.data(),
    multiplier=st.floats(1, 3),
    decay=st.floats(0.1, 1),
    cycles=st.integers(1, 5),
)
def test_restarts_with_a_warmup_and_any_multiplier(first, data, multiplier, decay, cycles):
    """Cycle by cycle, with the exact lengths."""
    warmup = data.draw(st.integers(0, first - 1))
    curve = cosine_restarts(0.1, 0.01, first, multiplier, decay, cycles, warmup=warmup)
    begin, update = 0.0, 0
    for index in range(cycles):
        falling = (first - warmup) * multiplier**index
        high = max(0.1 * decay**index, 0.01)
        while update < begin + warmup + falling - 1e-9:
            part = update - begin
            rising = 0.01 + (high - 0.01) * part / warmup if part < warmup else 0.0
            angle = math.pi * max(part - warmup, 0) / falling
            expected = rising or 0.01 + (high - 0.01) * (1 + math.cos(angle)) / 2
            assert curve(update) == pytest.approx(expected, abs=1e-9)
            update += 1
        begin += warmup + falling
    assert curve(update + 1) == 0.01
    assert curve.length in (update, update + 1)
    assert curve.peak(update) == pytest.approx(max(curve(t) for t in range(update)))


def test_restarts_of_the_peer():
    """``CosineAnnealingWarmupRestarts``, which steps through the cycles and cuts fractions of an update off."""
    found, cycle, position, length = [], 0, 0, 20
    for _ in range(150):
        high = 0.1 * 0.5**cycle
        if position < 4:
            found.append(0.001 + (high - 0.001) * position / 4)
        else:
            angle = math.pi * (position - 4) / (length - 4)
            found.append(0.001 + (high - 0.001) * (1 + math.cos(angle)) / 2)
        position += 1
        if position >= length:
            cycle, position, length = cycle + 1, position - length, int((length - 4) * 1.5) + 4
    curve = cosine_restarts(0.1, 0.001, 20, 1.5, 0.5, warmup=4)
    assert [curve(t) for t in range(150)] == pytest.approx(found, rel=1e-12)


def test_a_multiplier_of_one_and_a_warmup():
    curve = cosine_restarts(0.1, 0.0, 10, warmup=4)
    assert [curve(t) for t in range(10**6, 10**6 + 20)] == [curve(t) for t in range(20)]
    assert (curve.peak(10**7), curve.lowest(10**7)) == (0.1, 0.0)


@pytest.mark.parametrize("multiplier", [1 + 2**-52, 1.0000001, 1e300])
def test_extreme_multipliers(multiplier):
    curve = cosine_restarts(0.1, 0.0, 10, multiplier)
    assert 0 <= curve(10**15) <= 0.1
    assert curve(0) == 0.1


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
        (lambda: cosine_restarts(0.1, 0.0, 5, warmup=5), "warmup: must be >= 0 and <= 4, got 5"),
        (lambda: cosine_restarts(0.1, 0.0, 5, cycles=0), "cycles: must be >= 1, got 0"),
        (lambda: cosine_hard_restarts(0.1, 0.0, 5, 6), "cycles: must be >= 1 and <= 5, got 6"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
