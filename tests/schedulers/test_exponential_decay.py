import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import ExponentialDecay


@given(rate=st.floats(1e-8, 10), gamma=st.floats(0.01, 0.999))
def test_drop_in(drop_in, rate, gamma):
    drop_in(lambda **more: ExponentialDecay(rate, gamma, **more), lambda: lr.ExponentialDecay(rate, gamma))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((float("nan"), 0.9), "learning_rate: must be a finite number >= 0, got nan"),
        ((0.1, 1.0), "gamma: must be > 0 and < 1, got 1.0"),
        ((0.1, "0.9"), "gamma: must be a finite number > 0 and < 1, got '0.9'"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        ExponentialDecay(*arguments)
    assert str(caught.value) == sentence
