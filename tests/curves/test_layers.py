import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import layer_factors
from paddle_lrkit.errors import ConfigError


@given(layers=st.integers(1, 40), decay=st.floats(0.1, 1))
def test_layer_factors(layers, decay):
    expected = decay ** np.arange(layers - 1, -1, -1)
    assert layer_factors(layers, decay) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: layer_factors(0, 0.5), "layers: must be >= 1, got 0"),
        (lambda: layer_factors(3, 1.5), "decay: must be > 0 and <= 1, got 1.5"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
