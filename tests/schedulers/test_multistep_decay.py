import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import MultiStepDecay


@given(
    rate=st.floats(1e-8, 10),
    milestones=st.lists(st.integers(1, 50), unique=True, max_size=6).map(sorted),
    gamma=st.floats(0.01, 0.99),
)
def test_drop_in(drop_in, rate, milestones, gamma):
    arguments = (rate, milestones, gamma)
    drop_in(lambda **more: MultiStepDecay(*arguments, **more), lambda: lr.MultiStepDecay(*arguments))


def test_the_callers_list_is_not_kept():
    milestones = [2, 4]
    scheduler = MultiStepDecay(0.1, milestones)
    milestones.append(5)
    scheduler.step(5)
    assert scheduler() == pytest.approx(0.001)
    assert scheduler.milestones == (2, 4)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ((0.1, [30, 10]), "milestones: must ascend, each once, got 10 after 30"),
        ((0.1, 30), "milestones: must be a list of updates, got 30"),
        ((0.1, [5, "x"]), "milestones[1]: must be a whole number >= 1, got 'x'"),
        ((0.1, [5], 1.5), "gamma: must be > 0 and < 1, got 1.5"),
        ((-1.0, [5]), "learning_rate: must be >= 0, got -1.0"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        MultiStepDecay(*arguments)
    assert str(caught.value) == sentence
