import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import power
from paddle_lrkit.errors import ConfigError


@given(peak=st.floats(0, 10), factor=st.floats(0.01, 10), exponent=st.floats(-2, -0.01))
def test_power(peak, factor, exponent):
    curve = power(peak, factor, exponent)
    expected = np.minimum(peak, factor * np.arange(1, 100) ** exponent)
    assert curve(0) == peak
    assert [curve(t) for t in range(1, 100)] == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: power(0.1, 0.0), "factor: must be > 0, got 0.0"),
        (lambda: power(0.1, 1.0, 0.5), "exponent: must be < 0, got 0.5"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
