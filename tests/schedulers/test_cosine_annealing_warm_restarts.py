import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import CosineAnnealingWarmRestarts


@given(rate=st.floats(1e-6, 10), T_0=st.integers(1, 30), T_mult=st.integers(1, 4), part=st.floats(0, 1))
def test_drop_in(drop_in, rate, T_0, T_mult, part):
    arguments = (rate, T_0, T_mult, part * rate)
    drop_in(
        lambda **more: CosineAnnealingWarmRestarts(*arguments, **more),
        lambda: lr.CosineAnnealingWarmRestarts(*arguments),
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0.1, 0), "T_0: must be >= 1, got 0"),
        ((0.1, 10, 1.5), "T_mult: must be a whole number >= 1, got 1.5"),
        ((0.1, 10, 2, 0.2), "eta_min: must be >= 0 and <= 0.1, got 0.2"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        CosineAnnealingWarmRestarts(*arguments)
    assert str(caught.value) == sentence
