import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import cosine, saw, swa, swa_cycles
from paddle_lrkit.errors import ConfigError

BASE = cosine(0.1, 0.0, 100)


@given(
    start=st.integers(0, 90),
    swa_lr=st.floats(0, 0.2),
    anneal=st.integers(1, 30),
    shape=st.sampled_from(["cosine", "linear"]),
)
def test_swa(start, swa_lr, anneal, shape):
    curve = swa(BASE, start, swa_lr, anneal, shape)
    assert [curve(t) for t in range(start)] == [BASE(t) for t in range(start)]
    part = np.arange(anneal + 1) / anneal
    part = part if shape == "linear" else (1 - np.cos(np.pi * part)) / 2
    expected = swa_lr * part + BASE(start) * (1 - part)
    assert [curve(start + t) for t in range(anneal + 1)] == pytest.approx(expected, abs=1e-12)
    assert curve(10**6) == swa_lr


@given(start=st.integers(0, 90), high=st.floats(0.01, 0.2), part=st.floats(0, 1), cycle=st.integers(1, 20))
def test_cycles_end_at_the_lowest_rate(start, high, part, cycle):
    curve, low = swa_cycles(BASE, start, high, part * high, cycle), part * high
    step = np.arange(60) % cycle + 1
    expected = (1 - step / cycle) * high + step / cycle * low
    assert [curve(start + t) for t in range(60)] == pytest.approx(expected, abs=1e-12)
    assert curve(start + 3 * cycle - 1) == low


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: swa(BASE, -1, 0.1, 5), "start: must be >= 0, got -1"),
        (lambda: swa(BASE, 5, 0.1, 0), "anneal_length: must be >= 1, got 0"),
        (lambda: swa(BASE, 5, -0.1, 5), "swa_lr: must be >= 0, got -0.1"),
        (lambda: swa(0.1, 5, 0.1, 5), "base: must be a curve, got 0.1"),
        (lambda: swa_cycles(BASE, 5, 0.1, 0.2, 5), "high: must be >= 0.2, got 0.1"),
        (lambda: saw(0.1, 0.0, 0), "cycle: must be >= 1, got 0"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
