import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, linear
from paddle_lrkit.errors import ConfigError

rate = st.floats(0, 10)


@given(value=rate, length=st.none() | st.integers(0, 50))
def test_constant(value, length):
    curve = constant(value, length)
    assert {curve(update) for update in range(60)} == {value}
    assert curve.length == length


@given(start=rate, end=rate, length=st.integers(1, 200))
def test_linear(start, end, length):
    curve = linear(start, end, length)
    found = [curve(update) for update in range(length + 1)]
    assert found == pytest.approx(np.linspace(start, end, length + 1), abs=1e-12)
    assert (found[0], found[-1]) == (start, end)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: constant(-1), "value: must be >= 0, got -1.0"),
        (lambda: constant(0.1, -1), "length: must be >= 0, got -1"),
        (lambda: linear(-0.1, 0.1, 5), "start: must be >= 0, got -0.1"),
        (lambda: linear(0.1, float("nan"), 5), "end: must be a finite number >= 0, got nan"),
        (lambda: linear(0.1, 0.2, 0), "length: must be >= 1, got 0"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
