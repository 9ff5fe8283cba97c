import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import MultiplicativeDecay


@given(rate=st.floats(1e-8, 10), gamma=st.floats(0.5, 1))
def test_drop_in(drop_in, rate, gamma):
    def factor(update):
        return gamma if update % 3 else 1.1

    drop_in(lambda **more: MultiplicativeDecay(rate, factor, **more), lambda: lr.MultiplicativeDecay(rate, factor))


def test_each_factor_is_asked_for_once():
    asked = []
    scheduler = MultiplicativeDecay(0.1, lambda update: asked.append(update) or 0.99)
    for update in (500, 3, 499, 501):
        scheduler.step(update)
    assert asked == list(range(1, 502))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"learning_rate": 0.1, "lr_lambda": None}, "lr_lambda: must be a function, got None"),
        ({"learning_rate": -0.1, "lr_lambda": abs}, "learning_rate: must be >= 0, got -0.1"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        MultiplicativeDecay(**arguments)
    assert str(caught.value) == sentence
