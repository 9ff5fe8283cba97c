import pytest
from hypothesis import given
from hypothesis import strategies as st
from paddle.optimizer import lr

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.schedulers import PiecewiseDecay


@given(st.data(), st.lists(st.integers(1, 50), unique=True, min_size=1, max_size=6).map(sorted))
def test_drop_in(drop_in, data, boundaries):
    size = len(boundaries) + 1
    values = data.draw(st.lists(st.floats(1e-8, 10), min_size=size, max_size=size))
    drop_in(lambda **more: PiecewiseDecay(boundaries, values, **more), lambda: lr.PiecewiseDecay(boundaries, values))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ({"boundaries": [30, 10], "values": [0.1, 0.01, 0.001]}, "boundaries: must ascend, each once, got 10 after 30"),
        (
            {"boundaries": [3], "values": [1.0, 2.0, 3.0, 4.0]},
            "values: must have one value more than there are boundaries: 1 boundaries need 2 values, got 4",
        ),
        ({"boundaries": [3], "values": [1.0, -2.0]}, "values[1]: must be >= 0, got -2.0"),
    ],
)
def test_bad_arguments(arguments, sentence):
    with pytest.raises(ConfigError) as caught:
        PiecewiseDecay(**arguments)
    assert str(caught.value) == sentence
