import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import inverse_sqrt, noam
from paddle_lrkit.errors import ConfigError

T = np.arange(200)


@given(peak=st.floats(0, 10), timescale=st.integers(1, 100))
def test_inverse_sqrt(peak, timescale):
    curve = inverse_sqrt(peak, timescale)
    expected = peak / np.sqrt(np.maximum(T, timescale) / timescale)
    assert [curve(int(t)) for t in T] == pytest.approx(expected, rel=1e-12)


@settings(max_examples=25)
@given(peak=st.floats(0, 10), timescale=st.integers(1, 100), warmup=st.integers(0, 60), shift=st.integers(0, 50))
def test_inverse_sqrt_with_an_offset(peak, timescale, warmup, shift):
    """The formulas of transformers and of big_vision, after their warmup."""
    after = T[warmup:]
    of_transformers = inverse_sqrt(peak, timescale, offset=timescale - warmup)
    expected = peak / np.sqrt((after + (timescale - warmup)) / timescale)
    assert [of_transformers(int(t)) for t in after] == pytest.approx(expected, rel=1e-12)
    of_big_vision = inverse_sqrt(peak, timescale, offset=timescale + shift - warmup)
    expected = peak / np.sqrt(1 + (after + shift - warmup) / timescale)
    assert [of_big_vision(int(t)) for t in after] == pytest.approx(expected, rel=1e-12)


@given(d_model=st.integers(1, 4096), warmup_steps=st.integers(1, 100), factor=st.floats(0, 10))
def test_noam(d_model, warmup_steps, factor):
    curve = noam(d_model, warmup_steps, factor)
    t = np.maximum(T, 1)
    expected = factor / np.sqrt(d_model) * np.minimum(1 / np.sqrt(t), t / warmup_steps**1.5)
    assert [curve(int(x)) for x in T] == pytest.approx(expected, rel=1e-12)
    assert curve.peak(200) == pytest.approx(factor / np.sqrt(d_model * warmup_steps), rel=1e-12)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: inverse_sqrt(0.1, 0), "timescale: must be >= 1, got 0"),
        (lambda: noam(0, 5), "d_model: must be > 0, got 0"),
        (lambda: noam(5, 0), "warmup_steps: must be >= 1, got 0"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
