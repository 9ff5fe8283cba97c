import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import multistep, piecewise_constant, step
from paddle_lrkit.errors import ConfigError

marks = st.lists(st.integers(1, 60), unique=True, max_size=6).map(sorted)


@given(start=st.floats(0, 10), size=st.integers(1, 40), gamma=st.floats(0.01, 2))
def test_step(start, size, gamma):
    curve = step(start, size, gamma)
    rate = start
    for update in range(80):
        if update and update % size == 0:
            rate *= gamma
        assert curve(update) == pytest.approx(rate, rel=1e-12)
    assert curve.knots(80) == [update for update in range(1, 80) if update % size == 0]


@given(start=st.floats(0, 10), milestones=marks, gamma=st.floats(0.01, 2))
def test_multistep(start, milestones, gamma):
    curve = multistep(start, milestones, gamma)
    for update in range(70):
        passed = len([mark for mark in milestones if mark <= update])
        assert curve(update) == start * gamma**passed
    assert curve.knots(70) == milestones


@given(st.data(), marks)
def test_piecewise_constant(data, boundaries):
    size = len(boundaries) + 1
    values = data.draw(st.lists(st.floats(0, 10), min_size=size, max_size=size))
    curve = piecewise_constant(boundaries, values)
    spans = np.diff([0, *boundaries, 70])
    assert [curve(update) for update in range(70)] == np.repeat(values, spans).tolist()


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: step(0.1, 0), "step_size: must be >= 1, got 0"),
        (lambda: step(0.1, 5, 0.0), "gamma: must be > 0, got 0.0"),
        (lambda: multistep(0.1, "12"), "milestones: must be a list of updates, got '12'"),
        (lambda: multistep(0.1, [0]), "milestones[0]: must be >= 1, got 0"),
        (lambda: multistep(0.1, [3, 3]), "milestones: must ascend, each once, got 3 after 3"),
        (
            lambda: piecewise_constant([3], [0.1]),
            "values: must have one value more than there are boundaries: 1 boundaries need 2 values, got 1",
        ),
        (lambda: piecewise_constant([3], [0.1, -1.0]), "values[1]: must be >= 0, got -1.0"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
