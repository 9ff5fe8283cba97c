import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import LinearLR


@given(rate=st.floats(1e-6, 10), total=st.integers(1, 60), first=st.floats(0.01, 1), last=st.floats(0.01, 1))
def test_drop_in(drop_in, rate, total, first, last):
    arguments = (rate, total, first, last)
    drop_in(lambda **more: LinearLR(*arguments, **more), lambda: lr.LinearLR(*arguments))


def test_from_zero(rates):
    assert rates(LinearLR(0.1, 4, 0.0), 6) == pytest.approx([0.0, 0.025, 0.05, 0.075, 0.1, 0.1])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"learning_rate": 0.1, "total_steps": 0}, "total_steps: must be >= 1, got 0"),
        ({"learning_rate": 0.1, "total_steps": 5, "start_factor": 2}, "start_factor: must be >= 0 and <= 1, got 2"),
        ({"learning_rate": 0.1, "total_steps": 5, "end_factor": -1}, "end_factor: must be >= 0 and <= 1, got -1"),
        ({"learning_rate": -0.1, "total_steps": 5}, "learning_rate: must be >= 0, got -0.1"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        LinearLR(**arguments)
    assert str(caught.value) == sentence
