import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import PolynomialDecay


@given(
    rate=st.floats(1e-4, 10),
    decay_steps=st.integers(1, 60),
    part=st.floats(0, 1),
    power=st.floats(0.2, 4),
    cycle=st.booleans(),
)
def test_drop_in(drop_in, rate, decay_steps, part, power, cycle):
    arguments = (rate, decay_steps, part * rate, power, cycle)
    drop_in(lambda **more: PolynomialDecay(*arguments, **more), lambda: lr.PolynomialDecay(*arguments))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"learning_rate": 5e-05, "decay_steps": 10}, "end_lr: must be >= 0 and <= 5e-05, got 0.0001"),
        ({"learning_rate": 0.1, "decay_steps": 0}, "decay_steps: must be >= 1, got 0"),
        ({"learning_rate": 0.1, "decay_steps": 9, "power": 0.0}, "power: must be > 0, got 0.0"),
        ({"learning_rate": -0.1, "decay_steps": 9}, "learning_rate: must be >= 0, got -0.1"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        PolynomialDecay(**arguments)
    assert str(caught.value) == sentence
