import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, noise
from paddle_lrkit.curves._noise import uniform
from paddle_lrkit.errors import ConfigError


@given(
    amplitude=st.floats(0, 1),
    seed=st.integers(0, 2**70),
    start=st.integers(0, 40),
    every=st.integers(1, 5),
    kind=st.sampled_from(["uniform", "normal"]),
)
def test_noise_stays_within_its_limit_and_begins_at_its_start(amplitude, seed, start, every, kind):
    curve = noise(constant(1.0), amplitude, seed, start, every, kind)
    found = [curve(t) for t in range(80)]
    assert found[:start] == [1.0] * start
    assert all(1 - amplitude <= rate <= 1 + amplitude for rate in found)
    assert [curve(t) for t in reversed(range(80))] == found[::-1]
    for t in range(start, 80):
        if t // every == (t - 1) // every and t > start:
            assert found[t] == found[t - 1]


@pytest.mark.parametrize(("kind", "deviation"), [("uniform", 0.5 / 3**0.5), ("normal", 0.2844)])
def test_the_distribution(kind, deviation):
    """A uniform one on +-0.5, and a standard normal one cut at 0.5, whose deviation is 0.2844."""
    curve = noise(constant(1.0), 0.5, seed=5, kind=kind)
    found = np.array([curve(t) for t in range(20000)]) - 1
    assert abs(found.mean()) < 0.01
    assert found.std() == pytest.approx(deviation, rel=0.02)
    assert abs(np.corrcoef(found[1:], found[:-1])[0, 1]) < 0.03


def test_seeds_are_independent():
    one, other = ([noise(constant(1.0), 0.5, seed=seed)(t) for t in range(2000)] for seed in (1, 2))
    assert abs(np.corrcoef(one, other)[0, 1]) < 0.06


def test_the_numbers_never_change():
    """A release that changes them changes the future of every run that resumes."""
    assert [round(uniform(7, position), 6) for position in range(3)] == [0.63162, 0.077158, 0.361938]


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: noise(constant(0.1), 1.5), "amplitude: must be >= 0 and <= 1, got 1.5"),
        (lambda: noise(constant(0.1), 0.5, -1), "seed: must be >= 0, got -1"),
        (lambda: noise(constant(0.1), 0.5, every=0), "every: must be >= 1, got 0"),
        (lambda: noise(constant(0.1), 0.5, kind="pink"), "kind: must be one of 'uniform', 'normal', got 'pink'"),
        (lambda: noise(0.1, 0.5), "base: must be a curve, got 0.1"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
