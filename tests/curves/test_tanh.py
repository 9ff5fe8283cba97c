import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import tanh
from paddle_lrkit.errors import ConfigError


@given(
    peak=st.floats(0.01, 10),
    part=st.floats(0, 1),
    length=st.integers(1, 100),
    lower=st.floats(-9, -1),
    upper=st.floats(0, 9),
)
def test_tanh(peak, part, length, lower, upper):
    curve = tanh(peak, part * peak, length, lower, upper)
    left = (1 - np.tanh(np.linspace(lower, upper, length + 1))) / 2
    assert [curve(t) for t in range(length + 1)] == pytest.approx(part * peak + (peak - part * peak) * left, abs=1e-12)
    assert curve(length + 9) == curve(length)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: tanh(0.1, 0.0, 5, 1.0, 1.0), "upper: must be > 1, got 1.0"),
        (lambda: tanh(0.1, 0.2, 5), "floor: must be >= 0 and <= 0.1, got 0.2"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
