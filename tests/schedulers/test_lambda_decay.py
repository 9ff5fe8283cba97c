import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import CheckpointError, ConfigError
from paddle_lrkit.schedulers import LambdaDecay


@given(rate=st.floats(1e-8, 10), gamma=st.floats(0.1, 1))
def test_drop_in(drop_in, rate, gamma):
    def decay(update):
        return gamma**update

    drop_in(lambda **more: LambdaDecay(rate, decay, **more), lambda: lr.LambdaDecay(rate, decay))


def power_of(gamma):
    return lambda update: gamma**update


def test_a_state_of_another_function_is_refused():
    saved = LambdaDecay(0.1, power_of(0.9))
    saved.step(3)
    same, other = LambdaDecay(0.1, power_of(0.9)), LambdaDecay(0.1, power_of(0.8))
    same.set_state_dict(saved.state_dict())
    assert same() == saved()
    with pytest.raises(CheckpointError, match="name a policy"):
        other.set_state_dict(saved.state_dict())


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf"), "x", None])
def test_a_function_that_gives_no_rate(value):
    scheduler = LambdaDecay(0.1, lambda update: value if update == 3 else 1.0)
    scheduler.step(2)
    with pytest.raises(ConfigError, match=r"gives .* at 3, must be a finite number >= 0"):
        scheduler.step()


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"learning_rate": 0.1, "lr_lambda": 0.9}, "lr_lambda: must be a function, got 0.9"),
        ({"learning_rate": -0.1, "lr_lambda": abs}, "learning_rate: must be >= 0, got -0.1"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        LambdaDecay(**arguments)
    assert str(caught.value) == sentence
