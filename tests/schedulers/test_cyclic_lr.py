import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import CyclicLR


@given(
    low=st.floats(0, 0.01),
    high=st.floats(0.01, 10),
    up=st.integers(1, 20),
    down=st.none() | st.integers(1, 20),
    mode=st.sampled_from(["triangular", "triangular2", "exp_range"]),
    gamma=st.floats(0.8, 1),
)
def test_drop_in(drop_in, low, high, up, down, mode, gamma):
    arguments = (low, high, up, down, mode, gamma)
    drop_in(lambda **more: CyclicLR(*arguments, **more), lambda: lr.CyclicLR(*arguments))


@given(up=st.integers(1, 20), down=st.integers(1, 20), per=st.sampled_from(["cycle", "iterations"]))
def test_drop_in_with_a_function(drop_in, up, down, per):
    def scale(x):
        return 1 / (1 + x)

    arguments = {"step_size_down": down, "scale_fn": scale, "scale_mode": per}
    drop_in(
        lambda **more: CyclicLR(0.001, 0.1, up, **arguments, **more),
        lambda: lr.CyclicLR(0.001, 0.1, up, **arguments),
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (
            {"base_learning_rate": 0.2, "max_learning_rate": 0.1, "step_size_up": 5},
            "base_learning_rate: must be >= 0 and <= 0.1, got 0.2",
        ),
        ({"base_learning_rate": 0.0, "max_learning_rate": 0.1, "step_size_up": 0}, "step_size_up: must be >= 1, got 0"),
        (
            {"base_learning_rate": 0.0, "max_learning_rate": 0.1, "step_size_up": 5, "step_size_down": -1},
            "step_size_down: must be >= 1, got -1",
        ),
        (
            {"base_learning_rate": 0.0, "max_learning_rate": 0.1, "step_size_up": 5, "mode": "exp"},
            "mode: must be one of 'triangular', 'triangular2', 'exp_range', got 'exp'",
        ),
        (
            {"base_learning_rate": 0.0, "max_learning_rate": 0.1, "step_size_up": 5, "exp_gamma": 1.5},
            "exp_gamma: must be > 0 and <= 1, got 1.5",
        ),
        (
            {"base_learning_rate": 0.0, "max_learning_rate": 0.1, "step_size_up": 5, "scale_mode": "step"},
            "scale_mode: must be one of 'cycle', 'iterations', got 'step'",
        ),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        CyclicLR(**arguments)
    assert str(caught.value) == sentence
