import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import NoamDecay


@given(d_model=st.integers(1, 4096), warmup_steps=st.integers(1, 60), rate=st.floats(1e-4, 10))
def test_drop_in_from_update_1_on(drop_in, d_model, warmup_steps, rate):
    arguments = (d_model, warmup_steps, rate)
    drop_in(lambda **more: NoamDecay(*arguments, **more), lambda: lr.NoamDecay(*arguments), first=1)


def test_the_first_update_is_not_lost():
    assert lr.NoamDecay(512, 4000)() == 0.0
    scheduler = NoamDecay(512, 4000)
    first = scheduler()
    scheduler.step()
    assert first == scheduler() > 0


def test_base_lr_is_paddles():
    assert NoamDecay(512, 4000, 2.0).base_lr == lr.NoamDecay(512, 4000, 2.0).base_lr == 2.0


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"d_model": 0, "warmup_steps": 5}, "d_model: must be > 0, got 0"),
        ({"d_model": 512, "warmup_steps": 0}, "warmup_steps: must be >= 1, got 0"),
        ({"d_model": 512, "warmup_steps": -10}, "warmup_steps: must be >= 1, got -10"),
        ({"d_model": 512, "warmup_steps": 5, "learning_rate": -1.0}, "learning_rate: must be >= 0, got -1.0"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        NoamDecay(**arguments)
    assert str(caught.value) == sentence
