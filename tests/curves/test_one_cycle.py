import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import one_cycle, one_cycle_momentum
from paddle_lrkit.errors import ConfigError


@given(
    total=st.integers(2, 120), part=st.floats(0, 1), anneal=st.sampled_from(["cosine", "linear"]), first=st.floats(0, 1)
)
def test_two_phases(total, part, anneal, first):
    up = round(part * (total - 1))
    curve = one_cycle(first, 1.0, 0.01, total, up, anneal)
    moves = {"cosine": lambda p: (1 - np.cos(np.pi * p)) / 2, "linear": lambda p: p}[anneal]
    rising = first + (1 - first) * moves(np.arange(up) / max(up, 1))
    falling = 1 + (0.01 - 1) * moves(np.arange(total - up) / max(total - 1 - up, 1))
    assert [curve(t) for t in range(total)] == pytest.approx([*rising, *falling], abs=1e-12)
    assert curve(up) == 1.0
    assert curve(total + 7) == curve(total - 1)


def test_three_phases():
    curve = one_cycle(0.1, 1.0, 0.01, 101, 20, "linear", three_phase=True)
    found = np.interp(range(101), [0, 20, 40, 100], [0.1, 1.0, 0.1, 0.01])
    assert [curve(t) for t in range(101)] == pytest.approx(found, abs=1e-12)


@given(
    total=st.integers(5, 120),
    part=st.floats(0.1, 0.4),
    anneal=st.sampled_from(["cosine", "linear"]),
    phases=st.booleans(),
)
def test_the_momentum_mirrors_the_rate(total, part, anneal, phases):
    up = max(int(part * (total - 1)), 1)
    rate = one_cycle(0.85, 0.95, 0.85, total, up, anneal, phases)
    momentum = one_cycle_momentum(0.95, 0.85, total, up, anneal, phases)
    mirrored = [0.85 + 0.95 - rate(t) for t in range(total)]
    assert [momentum(t) for t in range(total)] == pytest.approx(mirrored, abs=1e-14)
    assert (momentum(0), momentum(up)) == (0.95, 0.85)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: one_cycle(0.2, 0.1, 0.0, 10, 3), "start: must be >= 0 and <= 0.1, got 0.2"),
        (lambda: one_cycle(0.0, 0.1, 0.2, 10, 3), "end: must be >= 0 and <= 0.1, got 0.2"),
        (lambda: one_cycle(0.0, 0.1, 0.0, 10, 10), "up: must be >= 0 and <= 9, got 10"),
        (
            lambda: one_cycle(0.0, 0.1, 0.0, 10, 5, three_phase=True),
            "up: three phases need 0 < up < (length - 1) / 2, got 5 of 10",
        ),
        (
            lambda: one_cycle(0.0, 0.1, 0.0, 10, 5, "cos"),
            "shape: must be one of 'cosine', 'linear', got 'cos'; did you mean 'cosine'?",
        ),
        (lambda: one_cycle_momentum(0.8, 0.9, 10, 5), "high: must be >= 0.9, got 0.8"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
