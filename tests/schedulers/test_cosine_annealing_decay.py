import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import CosineAnnealingDecay


@given(rate=st.floats(1e-6, 10), T_max=st.integers(1, 80), part=st.floats(0, 1))
def test_drop_in_up_to_its_end(drop_in, rate, T_max, part):
    arguments = (rate, T_max, part * rate)
    drop_in(
        lambda **more: CosineAnnealingDecay(*arguments, **more),
        lambda: lr.CosineAnnealingDecay(*arguments),
        updates=min(T_max + 1, 45),
    )


@given(T_max=st.integers(1, 20), floor=st.floats(0, 0.1))
def test_holds_where_paddle_rises_again(rates, T_max, floor):
    ours = rates(CosineAnnealingDecay(0.2, T_max, floor), 3 * T_max)
    theirs = rates(lr.CosineAnnealingDecay(0.2, T_max, floor), 3 * T_max)
    assert set(ours[T_max:]) == {floor}
    assert theirs[2 * T_max] == pytest.approx(0.2)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0.1, 10, 1.0), "eta_min: must be >= 0 and <= 0.1, got 1.0"),
        ((0.1, 0), "T_max: must be >= 1, got 0"),
        ((0.1, 10.0), "T_max: must be a whole number >= 1, got 10.0"),
        ((-0.1, 10), "learning_rate: must be >= 0, got -0.1"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        CosineAnnealingDecay(*arguments)
    assert str(caught.value) == sentence
