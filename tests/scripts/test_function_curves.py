"""Curves of functions, which are called as seldom as their drawing allows."""

import math

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.scripts.function_curves import bends, of_factors, of_function


def counted(function):
    calls = []

    def value(tick):
        calls.append(tick)
        return function(tick)

    return value, calls


def warmup_and_cosine(tick):
    return tick / 5000 if tick < 5000 else 0.5 * (1 + math.cos(math.pi * (tick - 5000) / 995_000))


@pytest.mark.parametrize(
    ("function", "peak"),
    [
        (warmup_and_cosine, 1.0),
        (lambda tick: 3.0 if tick >= 777_777 else 1.0, 3.0),
        (lambda tick: 0.5 ** (tick // 30_000), 1.0),
        (lambda tick: 1.0, 1.0),
    ],
)
def test_a_long_function_is_called_seldom(function, peak):
    value, calls = counted(function)
    curve = of_function(value, 0.1)
    assert curve.peak(10**6) == pytest.approx(0.1 * peak, rel=1e-3)
    assert len(calls) < 5000


def test_all_of_a_short_function_and_both_sides_of_a_jump():
    assert list(bends(float, 300)) == list(range(300))
    jump = [tick for tick in bends(lambda tick: float(tick > 123_456), 10**6) if 123_450 < tick < 123_460]
    assert {123_456, 123_457} <= set(jump)


def test_a_value_is_computed_once():
    value, calls = counted(lambda tick: 1 / (1 + tick))
    curve = of_function(value)
    assert [curve(3) for _ in range(9)] == [0.25] * 9
    assert calls.count(3) == 1


def test_a_product_stops_where_it_is_zero():
    value, calls = counted(lambda tick: 0.5)
    curve = of_factors(0.1, value)
    assert curve(3) == 0.0125
    assert curve(10**12) == 0.0
    assert len(calls) < 1100


def test_a_product_of_too_many_factors():
    with pytest.raises(ConfigError, match="more than are computed"):
        of_factors(0.1, lambda tick: 1.0)(10**9)
