import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import interpolated
from paddle_lrkit.errors import ConfigError

points = st.lists(st.integers(0, 60), unique=True, min_size=1, max_size=6).map(sorted)


@given(st.data(), points)
def test_straight_lines_are_those_of_numpy(data, updates):
    values = data.draw(st.lists(st.floats(0, 10), min_size=len(updates), max_size=len(updates)))
    curve = interpolated(updates, values)
    assert [curve(t) for t in range(80)] == pytest.approx(np.interp(range(80), updates, values), abs=1e-12)
    assert [curve(t) for t in updates] == values


def test_shapes_lie_between_the_points():
    curve = interpolated([0, 100, 200], [0.1, 0.2, 0.05], "cosine")
    assert (curve(50), curve(150)) == (pytest.approx(0.15), pytest.approx(0.125))
    assert interpolated([0, 100], [0.1, 0.001], "exponential")(50) == pytest.approx(0.01)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: interpolated([5, 3], [0.1, 0.2]), "updates: must ascend, each once, got 3 after 5"),
        (lambda: interpolated([], []), "values: must have one value for each of 0 updates, got 0"),
        (lambda: interpolated([3], [0.1, 0.2]), "values: must have one value for each of 1 updates, got 2"),
        (
            lambda: interpolated([0, 9], [0.1, 0.0], "exponential"),
            "values[1]: must be > 0 for the shape 'exponential', got 0",
        ),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
