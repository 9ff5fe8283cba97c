import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import polynomial, polynomial_cycles
from paddle_lrkit.errors import ConfigError


@given(start=st.floats(0, 10), end=st.floats(0, 10), length=st.integers(1, 100), power=st.floats(0.2, 4))
def test_polynomial(start, end, length, power):
    curve = polynomial(start, end, length, power)
    left = (1 - np.arange(length + 1) / length) ** power
    assert [curve(t) for t in range(length + 1)] == pytest.approx(end + (start - end) * left, abs=1e-12)
    assert curve(length + 5) == end


@given(start=st.floats(0.01, 10), part=st.floats(0, 1), length=st.integers(1, 40), power=st.floats(0.2, 4))
def test_polynomial_cycles(start, part, length, power):
    curve = polynomial_cycles(start, part * start, length, power)
    for t in range(100):
        cycles = max(-(-t // length), 1)
        left = (1 - t / (length * cycles)) ** power
        assert curve(t) == pytest.approx(part * start + (start - part * start) * left, abs=1e-12)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: polynomial(0.1, 0.0, 5, 0.0), "power: must be > 0, got 0.0"),
        (lambda: polynomial(0.1, -0.1, 5), "end: must be >= 0, got -0.1"),
        (lambda: polynomial_cycles(0.1, 0.2, 5), "end: must be >= 0 and <= 0.1, got 0.2"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
