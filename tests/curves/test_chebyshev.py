import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import chebyshev
from paddle_lrkit.errors import ConfigError


def fractal_order(count):
    """The order of the paper: sigma(2T) = interlace(sigma(T), 2T + 1 - sigma(T))."""
    order = [1]
    while len(order) < count:
        order = [node for low in order for node in (low, 2 * len(order) + 1 - low)]
    return order


@given(peak=st.floats(0.01, 10), part=st.floats(0.01, 1), doublings=st.integers(0, 6), every=st.integers(1, 4))
def test_fractal(peak, part, doublings, every):
    count = 2**doublings
    curve = chebyshev(peak, part * peak, count, every)
    small, large = 1 / peak, 1 / (part * peak)
    nodes = np.array(fractal_order(count))
    gamma = (large + small) / 2 - (large - small) / 2 * np.cos(np.pi * (nodes - 0.5) / count)
    expected = np.repeat(np.tile(1 / gamma, 2), every)
    assert [curve(t) for t in range(2 * count * every)] == pytest.approx(expected, rel=1e-10)


@given(count=st.integers(1, 40))
def test_falling_has_the_same_rates_in_order(count):
    found = [chebyshev(0.1, 0.01, count, order="falling")(t) for t in range(count)]
    assert found == sorted(found, reverse=True)
    assert all(0.01 < rate < 0.1 for rate in found)


def test_the_product_over_a_period_damps_every_mode():
    """The point of the nodes: every quadratic with curvature in [1/peak, 1/floor] contracts over one period."""
    curve = chebyshev(1.0, 0.1, 16)
    for curvature in np.linspace(1, 10, 50):
        assert abs(np.prod([1 - curve(t) * curvature for t in range(16)])) < 2 * ((10**0.5 - 1) / (10**0.5 + 1)) ** 16


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: chebyshev(0.1, 0.01, 12), "nodes: must be a power of two for the fractal order, got 12"),
        (lambda: chebyshev(0.1, 0.0, 8), "floor: must be > 0 and <= 0.1, got 0.0"),
        (lambda: chebyshev(0.1, 0.01, 8, 0), "every: must be >= 1, got 0"),
        (lambda: chebyshev(0.1, 0.01, 8, order="random"), "order: must be one of 'fractal', 'falling', got 'random'"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence
