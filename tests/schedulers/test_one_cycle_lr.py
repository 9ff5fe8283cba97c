import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import OneCycleLR


@given(
    rate=st.floats(1e-3, 10),
    tenths=st.integers(1, 10),
    total=st.integers(1, 6),
    divide=st.floats(1, 100),
    part=st.floats(0, 1),
    anneal=st.sampled_from(["cos", "linear"]),
)
def test_drop_in_where_the_peak_is_an_update(drop_in, rate, tenths, total, divide, part, anneal):
    arguments = (rate, 20 * total, divide, part * rate, tenths / 20, anneal)
    if tenths * total == 1:
        return
    drop_in(
        lambda **more: OneCycleLR(*arguments, **more), lambda: lr.OneCycleLR(*arguments), updates=min(20 * total, 40)
    )


@given(rate=st.floats(1e-3, 10), tenths=st.integers(2, 9), anneal=st.sampled_from(["cos", "linear"]))
def test_drop_in_with_three_phases(drop_in, rate, tenths, anneal):
    arguments = (rate, 40, 25.0, 1e-4, tenths / 20, anneal, True)
    drop_in(lambda **more: OneCycleLR(*arguments, **more), lambda: lr.OneCycleLR(*arguments), updates=40)


@given(total=st.integers(1, 80), part=st.floats(0, 1), anneal=st.sampled_from(["cos", "linear"]))
def test_always_reaches_its_peak_and_stays_at_its_end(rates, total, part, anneal):
    run = rates(OneCycleLR(1.0, total, 25.0, 0.001, part, anneal), 2 * total + 2)
    assert max(run) == 1.0
    assert len(set(run[total - 1 :])) == 1
    assert all(rate >= 0.001 for rate in run)


def test_drop_in_at_the_smallest_phase_of_paddle(rates):
    assert rates(OneCycleLR(0.1, 10, phase_pct=0.1), 10)[0] == 0.1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"max_learning_rate": -1.0, "total_steps": 10}, "max_learning_rate: must be >= 0, got -1.0"),
        ({"max_learning_rate": 0.1, "total_steps": 0}, "total_steps: must be >= 1, got 0"),
        ({"max_learning_rate": 0.1, "total_steps": 10, "phase_pct": 1.5}, "phase_pct: must be >= 0 and <= 1, got 1.5"),
        (
            {"max_learning_rate": 0.1, "total_steps": 10, "end_learning_rate": 1.0},
            "end_learning_rate: must be >= 0 and <= 0.1, got 1.0",
        ),
        ({"max_learning_rate": 0.1, "total_steps": 10, "divide_factor": 0.5}, "divide_factor: must be >= 1, got 0.5"),
        (
            {"max_learning_rate": 0.1, "total_steps": 10, "anneal_strategy": "cosine"},
            "anneal_strategy: must be one of 'cos', 'linear', got 'cosine'; did you mean 'cos'?",
        ),
        (
            {"max_learning_rate": 0.1, "total_steps": 10, "phase_pct": 0.6, "three_phase": True},
            "phase_pct: three phases need 0 < up < (length - 1) / 2, got 5 of 10",
        ),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        OneCycleLR(**arguments)
    assert str(caught.value) == sentence
