import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import NaturalExpDecay


@given(rate=st.floats(1e-8, 10), gamma=st.floats(1e-4, 2))
def test_drop_in(drop_in, rate, gamma):
    drop_in(lambda **more: NaturalExpDecay(rate, gamma, **more), lambda: lr.NaturalExpDecay(rate, gamma))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"learning_rate": -0.1, "gamma": 0.1}, "learning_rate: must be >= 0, got -0.1"),
        ({"learning_rate": 0.1, "gamma": 0}, "gamma: must be > 0, got 0.0"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        NaturalExpDecay(**arguments)
    assert str(caught.value) == sentence
