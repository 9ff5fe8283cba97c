import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import inverse_time
from paddle_lrkit.errors import ConfigError


@given(start=st.floats(0, 10), gamma=st.floats(0, 5))
def test_inverse_time(start, gamma):
    curve = inverse_time(start, gamma)
    assert [curve(t) for t in range(50)] == pytest.approx(start / (1 + gamma * np.arange(50)), rel=1e-12)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: inverse_time(0.1, -1.0), "gamma: must be >= 0, got -1.0"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
