import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import StepDecay


@given(rate=st.floats(1e-8, 10), step_size=st.integers(1, 60), gamma=st.floats(0.01, 0.99))
def test_drop_in(drop_in, rate, step_size, gamma):
    arguments = (rate, step_size, gamma)
    drop_in(lambda **more: StepDecay(*arguments, **more), lambda: lr.StepDecay(*arguments))


def test_numpy_arguments():
    assert StepDecay(np.float64(0.5), np.int64(30), np.float64(0.1))() == 0.5


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((-0.1, 5), "learning_rate: must be >= 0, got -0.1"),
        ((float("nan"), 5), "learning_rate: must be a finite number >= 0, got nan"),
        ((True, 5), "learning_rate: must be a finite number >= 0, got True"),
        ((0.1, 0), "step_size: must be >= 1, got 0"),
        ((0.1, 2.5), "step_size: must be a whole number >= 1, got 2.5"),
        ((0.1, 5, -0.5), "gamma: must be > 0 and < 1, got -0.5"),
        ((0.1, 5, 0.5, -2), "last_epoch: must be >= -1, got -2"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        StepDecay(*arguments)
    assert str(caught.value) == sentence
