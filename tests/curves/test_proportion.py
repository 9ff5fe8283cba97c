import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import cosine, linear, proportion
from paddle_lrkit.errors import ConfigError


@given(high=st.floats(0, 1), low=st.floats(0, 1), rate_low=st.floats(0, 0.04), rate_high=st.floats(0.05, 0.2))
def test_proportion(high, low, rate_low, rate_high):
    rate = cosine(0.1, 0.0, 50)
    curve = proportion(rate, rate_high, rate_low, high, low)
    expected = np.interp([rate(t) for t in range(51)], [rate_low, rate_high], [low, high])
    assert [curve(t) for t in range(51)] == pytest.approx(expected, abs=1e-12)


def test_it_ends_where_the_rate_ends():
    assert proportion(linear(0.1, 0.0, 30), 0.1, 0.0, 0.04, 0.02).length == 30


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: proportion(0.1, 0.1, 0.0, 0.4, 0.2), "rate: must be a curve, got 0.1"),
        (lambda: proportion(linear(0.1, 0.0, 5), 0.1, 0.1, 0.4, 0.2), "rate_high: must be > 0.1, got 0.1"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
