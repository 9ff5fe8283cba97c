import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import exponential, natural_exponential
from paddle_lrkit.errors import ConfigError

T = np.arange(60)


@given(start=st.floats(0, 10), gamma=st.floats(0.05, 1.2), interval=st.integers(1, 30), staircase=st.booleans())
def test_exponential(start, gamma, interval, staircase):
    curve = exponential(start, gamma, interval, staircase)
    expected = start * gamma ** (T // interval if staircase else T / interval)
    assert [curve(int(t)) for t in T] == pytest.approx(expected, rel=1e-12)


@given(start=st.floats(0, 10), gamma=st.floats(1e-4, 2))
def test_natural_exponential(start, gamma):
    curve = natural_exponential(start, gamma)
    assert [curve(int(t)) for t in T] == pytest.approx(start * np.exp(-gamma * T), rel=1e-12, abs=1e-300)


def test_a_long_decay_ends_at_zero_and_not_in_an_error():
    assert exponential(0.1, 0.5)(10**6) == natural_exponential(0.1, 1.0)(10**6) == 0.0


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: exponential(0.1, 0.0), "gamma: must be > 0, got 0.0"),
        (lambda: exponential(0.1, 0.5, 0), "interval: must be >= 1, got 0"),
        (lambda: natural_exponential(0.1, -1.0), "gamma: must be > 0, got -1.0"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
