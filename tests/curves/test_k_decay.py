import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import cosine, k_decay, polynomial
from paddle_lrkit.errors import ConfigError


@given(peak=st.floats(0.01, 10), part=st.floats(0, 1), length=st.integers(1, 100), k=st.floats(0.2, 5))
def test_cosine_in_a_power_of_the_time(peak, part, length, k):
    curve = k_decay(peak, part * peak, length, k)
    angle = np.pi * (np.arange(length + 1) / length) ** k
    expected = part * peak + (peak - part * peak) * (1 + np.cos(angle)) / 2
    assert [curve(t) for t in range(length + 1)] == pytest.approx(expected, abs=1e-12)


@given(length=st.integers(1, 100), power=st.floats(0.2, 4))
def test_with_k_1_it_is_the_usual_one(length, power):
    for ours, usual in (
        (k_decay(0.1, 0.01, length), cosine(0.1, 0.01, length)),
        (k_decay(0.1, 0.01, length, 1.0, "polynomial", power), polynomial(0.1, 0.01, length, power)),
    ):
        assert [ours(t) for t in range(length + 1)] == pytest.approx([usual(t) for t in range(length + 1)], abs=1e-14)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: k_decay(0.1, 0.0, 5, k=0.0), "k: must be > 0, got 0.0"),
        (lambda: k_decay(0.1, 0.2, 5), "floor: must be >= 0 and <= 0.1, got 0.2"),
        (
            lambda: k_decay(0.1, 0.0, 5, shape="sine"),
            "shape: must be one of 'cosine', 'polynomial', got 'sine'; did you mean 'cosine'?",
        ),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
