import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import rex
from paddle_lrkit.errors import ConfigError


@given(peak=st.floats(0.01, 10), part=st.floats(0, 1), length=st.integers(1, 100))
def test_rex(peak, part, length):
    curve = rex(peak, part * peak, length)
    left = 1 - np.arange(length + 1) / length
    expected = part * peak + (peak - part * peak) * left / (0.5 + 0.5 * left)
    assert [curve(t) for t in range(length + 1)] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: rex(0.1, 0.2, 5), "floor: must be >= 0 and <= 0.1, got 0.2"),
        (lambda: rex(0.1, 0.0, 0), "length: must be >= 1, got 0"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
