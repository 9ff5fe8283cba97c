import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import InverseTimeDecay


@given(rate=st.floats(1e-8, 10), gamma=st.floats(0, 5))
def test_drop_in(drop_in, rate, gamma):
    drop_in(lambda **more: InverseTimeDecay(rate, gamma, **more), lambda: lr.InverseTimeDecay(rate, gamma))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"learning_rate": 0.1, "gamma": -0.1}, "gamma: must be >= 0, got -0.1"),
        ({"learning_rate": "a", "gamma": 0.1}, "learning_rate: must be a finite number >= 0, got 'a'"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        InverseTimeDecay(**arguments)
    assert str(caught.value) == sentence
