"""The new value of each kind of number."""

from fractions import Fraction

import pytest

from paddle_lrkit.errors import UsageError
from paddle_lrkit.suites.config_value import ConfigValue
from paddle_lrkit.suites.quantity import Quantity
from paddle_lrkit.suites.rescale.scaled_numbers import Factors, scaled_number


def item(value):
    return ConfigValue(value, ("key",))


def scaled(value, kind, times=8, batches=None, **more):
    factors = Factors(Fraction(times), Fraction(batches or times), float(times))
    return scaled_number(Quantity(item(value), kind, **more), factors)


@pytest.mark.parametrize(
    ("kind", "value", "expected", "more"),
    [
        ("rate", 0.1, 0.8, {}),
        ("rate", "1e-4", 8e-4, {}),
        ("rate", [0.1, 0, 0.01], [0.8, 0, 0.08], {}),
        ("root rate", 1.0, 8 * 8**-0.5, {}),
        ("power rate", 2.0, 16 * 8**-0.25, {"exponent": -0.25}),
        ("updates", 1000, 125, {}),
        ("updates", 60, 8, {}),
        ("updates", 3, 1, {}),
        ("updates", [60, 80], [8, 10], {}),
        ("updates", "60it", "8it", {"unit": "text"}),
        ("updates", ["60it", "5ep", "10%"], ["8it", "5ep", "10%"], {"unit": "text"}),
        ("updates", "wsd:800", "wsd:100", {"prefix": "wsd:"}),
        ("updates", 0, 0, {}),
        ("period", 2.4, 2.4, {"unit": "ep"}),
        ("per update", 0.01, 0.08, {}),
        ("per update", 0.25, 0.26, {"unit": "text", "interval": item("100it")}),
        ("per update", 0.25, 0.25, {"unit": "text", "interval": item("1ep")}),
        ("factor", 0.9, 0.9**8, {}),
        ("factor", 0.9, 0.9**0.8, {"unit": "text", "interval": item("10it")}),
        ("factor", 0.9, 0.9, {"unit": "text", "interval": item("80it")}),
        ("samples", 16, 128, {}),
    ],
)
def test_each_kind_has_its_own_factor(kind, value, expected, more):
    found = scaled(value, kind, **more)
    assert found.value == pytest.approx(expected) if not isinstance(expected, (str, list)) else found.value == expected
    assert found.is_changed == (value != expected)


def test_batches_of_an_epoch_do_not_depend_on_the_accumulation():
    assert scaled(800, "batches", times=1, batches=Fraction(1, 8)).value == 6400
    assert scaled(800, "updates", times=1, batches=Fraction(1, 8)).value == 800


def test_the_rounding_of_a_repeated_length_moves_what_it_repeats():
    assert scaled(1000, "period", times=3).stretch == pytest.approx(1 / 1000)
    assert scaled(1000, "updates", times=3).stretch == 0
    assert scaled(["1000it"], "period", times=4, unit="text").stretch == 0


@pytest.mark.parametrize(
    ("kind", "value"), [("rate", "auto"), ("rate", True), ("updates", "auto"), ("updates", [1, "x"])]
)
def test_what_is_not_a_number_is_refused(kind, value):
    with pytest.raises(UsageError, match=r"key is .* and not a number, so there is nothing to rescale"):
        scaled(value, kind)


def test_a_batch_of_a_fraction_is_refused():
    with pytest.raises(UsageError, match=r"key of 8 samples would be 0.5"):
        scaled(8, "samples", times=Fraction(1, 16))


def test_samples_in_an_update_stay_when_more_batches_are_accumulated():
    assert scaled(64, "samples", times=1, batches=Fraction(1, 2)).value == 64
