import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import (
    CheckpointError,
    ConfigError,
    DataError,
    LrkitError,
    UsageError,
    argument_names,
    check_choice,
    check_integer,
    check_number,
    did_you_mean,
    shown,
    unknown_name,
)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ({}, "must be > 0"),
        ({"key": "gamma"}, "gamma: must be > 0"),
        ({"key": "gamma", "file": "a.yml"}, "a.yml: gamma: must be > 0"),
        ({"key": "gamma", "file": "a.yml", "line": 3}, "a.yml:3: gamma: must be > 0"),
        ({"line": 3}, "must be > 0"),
    ],
)
def test_a_config_error_says_where(place, text):
    assert str(ConfigError("must be > 0", **place)) == text


def test_the_exit_codes():
    assert {error: error.exit_code for error in (LrkitError, UsageError, ConfigError, DataError, CheckpointError)} == {
        LrkitError: 1,
        UsageError: 2,
        ConfigError: 2,
        DataError: 2,
        CheckpointError: 2,
    }
    assert issubclass(ConfigError, ValueError)


@pytest.mark.parametrize(
    "value", [1, 0.5, np.float32(0.5), np.float64(2.5), np.int64(3), Fraction(1, 2), np.array(0.25)]
)
def test_numbers(value):
    number = check_number("x", value, at_least=0)
    assert type(number) is float
    assert number == np.asarray(value, "float64").item()


@pytest.mark.parametrize(
    "value", [math.nan, math.inf, -math.inf, True, np.bool_(True), "1", b"1", None, [1, 2], 10**400, 1j]
)
def test_values_that_are_not_numbers(value):
    with pytest.raises(ConfigError, match=r"^x: must be a finite number > 0 and <= 5, got "):
        check_number("x", value, above=0, at_most=5)


@given(
    value=st.floats(-3, 3),
    limits=st.fixed_dictionaries(
        {},
        optional={name: st.integers(-2, 2) for name in ("above", "at_least", "below", "at_most")},
    ),
)
def test_limits(value, limits):
    holds = {
        "above": lambda limit: value > limit,
        "at_least": lambda limit: value >= limit,
        "below": lambda limit: value < limit,
        "at_most": lambda limit: value <= limit,
    }
    if all(holds[name](limit) for name, limit in limits.items()):
        assert check_number("x", value, **limits) == value
    else:
        with pytest.raises(ConfigError, match=r"^x: must be [<>]"):
            check_number("x", value, **limits)


@pytest.mark.parametrize("value", [3, np.int32(3), np.int64(3), np.uint8(3)])
def test_integers(value):
    whole = check_integer("n", value, at_least=3, at_most=3)
    assert (whole, type(whole)) == (3, int)


@pytest.mark.parametrize("value", [3.0, 2.5, np.float32(3), True, "3", None, math.nan, [3]])
def test_values_that_are_not_integers(value):
    with pytest.raises(ConfigError, match=r"^n: must be a whole number >= 1, got "):
        check_integer("n", value, at_least=1)


def test_the_limits_of_an_integer():
    with pytest.raises(ConfigError, match="n: must be >= 1 and <= 4, got 5"):
        check_integer("n", 5, at_least=1, at_most=4)


def test_choices():
    assert check_choice("mode", "min", ["min", "max"]) == "min"
    for value in ("mim", 3, None, ["min"]):
        with pytest.raises(ConfigError, match="mode: must be one of 'min', 'max', got "):
            check_choice("mode", value, ["min", "max"])


def test_the_nearest_name():
    assert did_you_mean("GAMA", ["gamma", "rate"]) == "; did you mean 'gamma'?"
    assert str(unknown_name("schedule", "Cosin", ["Cosine", "Step"])) == (
        "unknown schedule 'Cosin'; did you mean 'Cosine'?"
    )
    assert str(unknown_name("schedule", "zzz", ["Step", "Cosine"], key="name")) == (
        "name: unknown schedule 'zzz'; known: Cosine, Step"
    )
    assert str(unknown_name("schedule", "zzz", [f"a{i}" for i in range(50)])) == "unknown schedule 'zzz'"


class Unprintable:
    def __repr__(self):
        raise RuntimeError


@given(st.one_of(st.text(), st.integers(), st.lists(st.integers()), st.floats()))
def test_shown_values_are_short(value):
    assert 0 < len(shown(value)) <= 80


def test_values_without_a_repr():
    assert shown(Unprintable()).startswith(("a Unprintable", "<Unprintable instance at"))
    assert shown(10**5000) == "a very large int"


def test_argument_names():
    with pytest.raises(ConfigError, match=r"^milestones\[2\]: must be"), argument_names(marks="milestones"):
        check_integer("marks[2]", 0, at_least=1)
    with pytest.raises(ConfigError, match=r"^other: must be"), argument_names(marks="milestones"):
        check_integer("other", 0, at_least=1)
    with pytest.raises(ConfigError, match=r"^no key$"), argument_names(marks="milestones"):
        raise ConfigError("no key")
