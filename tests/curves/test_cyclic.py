import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import cyclic
from paddle_lrkit.errors import ConfigError


@given(
    rates=st.tuples(st.floats(0, 0.1), st.floats(0.1, 10)),
    up=st.integers(1, 20),
    down=st.none() | st.integers(1, 20),
    mode=st.sampled_from(["triangular", "triangular2", "exp_range"]),
    gamma=st.floats(0.5, 1),
)
def test_triangles(rates, up, down, mode, gamma):
    low, high = rates
    curve = cyclic(low, high, up, down, mode, gamma)
    period = up + (down or up)
    t = np.arange(150)
    height = np.interp(t % period, [0, up, period], [0, 1, 0])
    factor = {"triangular": t * 0 + 1.0, "triangular2": 0.5 ** (t // period), "exp_range": gamma**t}[mode]
    assert [curve(int(x)) for x in t] == pytest.approx(low + (high - low) * height * factor, abs=1e-12)


def test_a_function_of_the_cycle_or_of_the_update():
    by_cycle = cyclic(0.0, 1.0, 5, scale=lambda cycle: 1 / cycle)
    by_update = cyclic(0.0, 1.0, 5, scale=lambda update: 1 / (1 + update), per="iterations")
    assert [by_cycle(t) for t in (5, 15, 25)] == pytest.approx([1, 1 / 2, 1 / 3])
    assert [by_update(t) for t in (5, 15, 25)] == pytest.approx([1 / 6, 1 / 16, 1 / 26])


def test_halving_for_ever():
    assert cyclic(0.001, 0.1, 1, mode="triangular2")(10**6 + 1) == 0.001


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: cyclic(0.2, 0.1, 5), "low: must be >= 0 and <= 0.1, got 0.2"),
        (lambda: cyclic(0.0, 0.1, 0), "up: must be >= 1, got 0"),
        (lambda: cyclic(0.0, 0.1, 5, 0), "down: must be >= 1, got 0"),
        (lambda: cyclic(0.0, 0.1, 5, gamma=1.1), "gamma: must be > 0 and <= 1, got 1.1"),
        (
            lambda: cyclic(0.0, 0.1, 5, mode="triangle"),
            "mode: must be one of 'triangular', 'triangular2', 'exp_range', got 'triangle'; did you mean 'triangular'?",
        ),
        (lambda: cyclic(0.0, 0.1, 5, per="update"), "per: must be one of 'cycle', 'iterations', got 'update'"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
