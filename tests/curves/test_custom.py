import functools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import cumulative, custom
from paddle_lrkit.errors import ConfigError


@given(factor=st.floats(0, 10), gamma=st.floats(0.1, 1))
def test_custom(factor, gamma):
    curve = custom(lambda update: gamma**update, factor)
    assert [curve(t) for t in range(30)] == [factor * gamma**t for t in range(30)]
    assert curve.peak(30) == factor


@given(start=st.floats(0, 10), factors=st.lists(st.floats(0, 1.5), min_size=30, max_size=30))
def test_cumulative(start, factors):
    curve = cumulative(start, lambda update: factors[update - 1])
    assert curve(29) == pytest.approx(start * math.prod(factors[:29]), rel=1e-12)
    assert curve(0) == start


def test_an_end():
    assert custom(math.sqrt, length=9)(100) == 3.0


@pytest.mark.parametrize("value", [-1.0, math.nan, math.inf, "x", None])
def test_what_is_no_rate(value):
    with pytest.raises(ConfigError, match=r"<lambda> \w+> gives .* at 0, must be a finite number >= 0"):
        custom(lambda update: value)
    with pytest.raises(ConfigError, match=r"gives .* at 1, must be a finite number >= 0"):
        cumulative(0.1, lambda update: value)(3)


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: custom(0.1), "function: must be a function, got 0.1"),
        (lambda: custom(abs, -1.0), "factor: must be >= 0, got -1.0"),
        (lambda: cumulative(0.1, None), "function: must be a function, got None"),
        (lambda: cumulative(-0.1, abs), "start: must be >= 0, got -0.1"),
    ],
)
def test_bad_arguments(make, sentence):
    with pytest.raises(ConfigError) as caught:
        make()
    assert str(caught.value) == sentence


def test_the_fingerprint_is_that_of_the_function():
    def halving(gamma):
        return lambda update: gamma**update

    assert custom(halving(0.5)).fingerprint == custom(halving(0.5)).fingerprint
    assert custom(halving(0.5)).fingerprint != custom(halving(0.4)).fingerprint
    assert custom(functools.partial(pow, 0.5)).fingerprint != custom(functools.partial(pow, 0.4)).fingerprint
