import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import batch_size, batch_size_ramp, cosine, multistep, rest_of_rate
from paddle_lrkit.errors import ConfigError


@given(most=st.integers(8, 4000), multiple=st.sampled_from([1, 2, 8]), floor=st.floats(0, 0.05))
def test_rate_over_batch_follows_the_curve(most, multiple, floor):
    rate = cosine(0.1, floor, 60)
    size, rest = batch_size(rate, 8, most, multiple), rest_of_rate(rate, 8, most, multiple)
    for t in range(61):
        assert size(t) % multiple == 0
        assert 8 <= size(t) <= most
        assert rest(t) / size(t) == pytest.approx(rate(t) / 8, rel=1e-12)
    assert [size(t) for t in range(60)] == sorted(size(t) for t in range(60))


def test_it_is_the_exact_growth_when_nothing_is_cut_off():
    rate = multistep(0.1, [10, 20, 30], 0.2)
    size, rest = batch_size(rate, 64, 10**6), rest_of_rate(rate, 64, 10**6)
    assert [size(t) for t in (0, 10, 20, 30)] == [64, 320, 1600, 8000]
    assert [rest(t) for t in (0, 10, 20, 30)] == pytest.approx([0.1] * 4)
    assert np.isfinite(size(10**9))


def ramped(start, end, increment, samples, count):
    """Megatron's calculator, asked before each batch for the samples consumed so far."""
    found, consumed = [], 0
    for _ in range(count):
        steps = (end - start) // increment
        now = end if consumed > samples or not steps else start + int(consumed / (samples / steps)) * increment
        found.append(now)
        consumed += now
    return found


@settings(max_examples=25)
@given(start=st.integers(1, 30), steps=st.integers(0, 12), increment=st.integers(1, 20), samples=st.integers(1, 3000))
def test_ramp(start, steps, increment, samples):
    end = start + steps * increment
    curve = batch_size_ramp(start, end, increment, samples)
    assert [curve(t) for t in range(300)] == ramped(start, end, increment, samples, 300)


def test_a_ramp_of_no_samples_is_over_at_once():
    assert batch_size_ramp(8, 64, 8, 0)(0) == 64


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: batch_size_ramp(8, 4, 1, 10), "end: must be >= 8, got 4"),
        (lambda: batch_size_ramp(8, 64, 10, 10), "increment: must divide end - start, 56, got 10"),
        (lambda: batch_size_ramp(1, 10**9, 1, 10), "increment: makes 999,999,999 steps, 100,000 at most"),
        (lambda: batch_size_ramp(1, 2, 1, -1), "samples: must be >= 0, got -1"),
        (lambda: batch_size(cosine(0.1, 0.0, 5), 8, 4), "most: must be >= 8, got 4"),
        (lambda: batch_size(cosine(0.1, 0.0, 5), 9, 40, 8), "first: must be a multiple of 8, got 9"),
        (lambda: batch_size(cosine(0.0, 0.0, 5), 8, 40), "rate: must start above 0"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
