"""Binding keys to a typed signature: what each annotation takes, and one located sentence for the rest."""

from __future__ import annotations

import functools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.config.bind import Component, bind
from paddle_lrkit.config.registry import Registry
from paddle_lrkit.config.yaml_loader import parse_yaml
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.units import Duration, RunLength, Updates, parse_duration

LENGTH = RunLength(steps_per_epoch=100, total_updates=1000, samples_per_update=64)


@dataclass(frozen=True)
class Inner:
    x: int
    y: float = 0.5

    def __post_init__(self):
        if self.x < 0:
            raise ConfigError(f"must be >= 0, got {self.x}", key="x")


def taking(hint):
    """A function whose one argument is annotated with ``hint``."""

    def function(a):
        return a

    function.__annotations__ = {"a": hint}
    return function


def bound(hint, text):
    return bind(taking(hint), parse_yaml(f"s:\n  a: {text}\n", "c.yml"), ("s",), length=LENGTH)


def refused(function, text, *path, **options):
    with pytest.raises(ConfigError) as caught:
        bind(function, parse_yaml(text, "c.yml"), path, **options)
    return str(caught.value)


@pytest.mark.parametrize(
    ("hint", "text", "value"),
    [
        (int, "3", 3),
        (float, "3", 3.0),
        (float, "1e-4", 1e-4),
        (bool, "true", True),
        (str, "3ep", "3ep"),
        (str, "''", ""),
        (Updates, "5ep", 500),
        (Updates, "10%", 100),
        (Updates, "500it", 500),
        (Updates, "6400sa", 100),
        (Updates, "0", 0),
        (Duration, "2.5%", parse_duration("2.5%")),
        (int | None, "~", None),
        (int | None, "3", 3),
        (Updates | None, "1ep", 100),
        (int | str, "x", "x"),
        (float | list[float], "[1, 2]", [1.0, 2.0]),
        (list[int], "[1, 2]", [1, 2]),
        (list[int], "[]", []),
        (list[float], "[1, 2.5]", [1.0, 2.5]),
        (list[Updates], "[1ep, 90%]", [100, 900]),
        (list[list[int]], "[[1], []]", [[1], []]),
        (list, "[1, x]", [1, "x"]),
        (Sequence[int], "[1]", [1]),
        (tuple[float, float], "[1, 2]", (1.0, 2.0)),
        (tuple[int, ...], "[1, 2, 3]", (1, 2, 3)),
        (dict[str, float], "{b: 1}", {"b": 1.0}),
        (dict, "{b: [1]}", {"b": [1]}),
        (Literal["O1", "O2"], "O2", "O2"),
        (Literal[1, 2], "2", 2),
        (Inner, "{x: 1}", Inner(1)),
        (Inner | None, "{x: 1, y: 2}", Inner(1, 2.0)),
        (Any, "{b: [1, x, ~]}", {"b": [1, "x", None]}),
    ],
)
def test_a_value_is_taken_as_its_annotation_says(hint, text, value):
    taken = bound(hint, text)
    assert taken == value
    assert type(taken) is type(value)


@pytest.mark.parametrize(
    ("hint", "text", "sentence"),
    [
        (int, "3.0", "a: must be a whole number, got 3.0"),
        (int, "true", "a: must be a whole number, got True"),
        (int, "'3'", "a: must be a whole number, got '3'"),
        (int, "~", "a: must be a whole number, got None"),
        (float, "'1e-4'", "a: must be a number, got '1e-4'"),
        (float, "false", "a: must be a number, got False"),
        (float, "1e999", "a: must be a finite number, got inf"),
        (float, "-.inf", "a: must be a finite number, got -inf"),
        (float, ".nan", "a: must be a finite number, got nan"),
        (bool, "1", "a: must be true or false, got 1"),
        (bool, "yes", "a: must be true or false, got 'yes'"),
        (str, "3", "a: must be text, got 3"),
        (
            Updates,
            "500",
            "a: 500 has no unit; write 500it (updates), 500ep (epochs) or a per cent of the run such as 10%",
        ),
        (Updates, "-1ep", "a: a duration must not be negative, got '-1ep'"),
        (Updates, "1e999it", "a: a duration must be 1e+18 at most, got '1e999it'"),
        (Updates, "5tok", "a: 5tok needs the number of tokens in an update, which is not known"),
        (int | None, "x", "a: must be a whole number, got 'x'"),
        (float | list[float], "[1, x]", "a.1: must be a number, got 'x'"),
        (list[int], "3", "a: must be a list, got 3"),
        (list[int], "[1, x]", "a.1: must be a whole number, got 'x'"),
        (list[list[int]], "[[1], [2, x]]", "a.1.1: must be a whole number, got 'x'"),
        (list[float], "[1, .inf]", "a.1: must be a finite number, got inf"),
        (tuple[float, float], "[1]", "a: must be a list of 2 values, got 1"),
        (tuple[int, ...], "[1, x]", "a.1: must be a whole number, got 'x'"),
        (dict[str, float], "[1]", "a: must be a section with keys, got [1]"),
        (dict[str, float], "{b: x}", "a.b: must be a number, got 'x'"),
        (Literal["O1", "O2"], "O3", "a: must be one of O1, O2, got 'O3'"),
        (Literal["NCHW", "NHWC"], "nhwc", "a: must be one of NCHW, NHWC, got 'nhwc'; did you mean 'NHWC'?"),
        (Literal[1, 2], "true", "a: must be one of 1, 2, got True"),
        (Inner, "3", "a: must be a section with keys, got 3"),
        (Inner, "{}", "a: the key 'x' is missing"),
        (Inner, "{x: y}", "a.x: must be a whole number, got 'y'"),
        (Inner, "{x: -1}", "a.x: must be >= 0, got -1"),
        (Inner, "{x: 1, z: 2}", "a.z: unknown key; known: x, y"),
        (Component, "3", "a: must be a section with a 'name', got 3"),
        (Component, "{x: 1}", "a: the key 'name' is missing or not text"),
        (Component, "{name: 3}", "a: the key 'name' is missing or not text"),
        (list[Component], "[3]", "a.0: must be X, {name: X, argument: value} or X: {argument: value}, got 3"),
        (
            list[Component],
            "[{X: 3}]",
            "a.0: must be X, {name: X, argument: value} or X: {argument: value}, got {'X': 3}",
        ),
    ],
)
def test_another_value_is_one_sentence_with_file_line_and_key(hint, text, sentence):
    with pytest.raises(ConfigError) as caught:
        bound(hint, text)
    assert str(caught.value) == f"c.yml:2: s.{sentence}"


def test_an_int_that_no_float_can_hold_is_refused():
    text = f"a: {2**1024 - 1}\n"
    assert refused(taking(float), text).startswith("c.yml:1: a: must be a finite number, got 17976")


@given(st.integers(-(2**1023), 2**1023) | st.floats(allow_nan=False, allow_infinity=False))
def test_every_finite_number_is_a_float(number):
    text = f"a: {number!r}\n"
    assert bind(taking(float), parse_yaml(text, "c.yml")) == float(number)


def rates(learning_rate: float, gamma: float = 0.1, milestones: list[int] | None = None) -> tuple:
    if gamma <= 0:
        raise ConfigError(f"must be > 0, got {gamma}", key="gamma")
    for index, milestone in enumerate(milestones or ()):
        if milestone < 1:
            raise ConfigError(f"must be >= 1, got {milestone}", key=f"milestones[{index}]")
    if learning_rate == 13:
        raise ConfigError("this will not work")
    return learning_rate, gamma, milestones


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("learing_rate: 1\n", "c.yml:1: learing_rate: unknown key; did you mean 'learning_rate'?"),
        ("LEARNING_RATE: 1\n", "c.yml:1: LEARNING_RATE: unknown key; did you mean 'learning_rate'?"),
        ("learning_rate: 1\nzzz: 1\n", "c.yml:2: zzz: unknown key; known: learning_rate, gamma, milestones"),
        ("1: 2\n", "c.yml:1: 1: unknown key; known: learning_rate, gamma, milestones"),
        ("gamma: 1\n", "c.yml:1: the key 'learning_rate' is missing"),
        ("learning_rate: 1\ngamma: -1\n", "c.yml:2: gamma: must be > 0, got -1.0"),
        ("learning_rate: 1\nmilestones:\n  - 1\n  - 0\n", "c.yml:4: milestones.1: must be >= 1, got 0"),
        ("learning_rate: 13\n", "c.yml:1: this will not work"),
    ],
)
def test_keys_are_checked_against_the_signature_and_the_factorys_errors_are_located(text, sentence):
    assert refused(rates, text) == sentence


def test_no_keys_at_all():
    assert refused(lambda: None, "a: 1\n") == "c.yml:1: a: unknown key; no keys are allowed here"
    assert bind(lambda: "called", parse_yaml("s:\n", "c.yml"), ("s",)) == "called"
    assert bind(lambda: "called", parse_yaml("a: 1\n", "c.yml"), ("s",)) == "called"


def test_an_error_that_is_located_already_stays():
    def factory():
        raise ConfigError("no", key="x", file="other.yml", line=7)

    assert refused(factory, "") == "other.yml:7: x: no"


def test_the_cause_of_an_error_is_kept():
    def factory():
        raise ConfigError("no") from OSError("disk")

    with pytest.raises(ConfigError) as caught:
        bind(factory, parse_yaml("", "c.yml"))
    assert isinstance(caught.value.__cause__, OSError)


def sized(length: int, num_classes: int = 10) -> tuple:
    return length, num_classes


@pytest.mark.parametrize(
    ("text", "options", "result"),
    [
        ("length: 3\n", {}, (3, 10)),
        ("length: 3\n", {"supplied": {"num_classes": 5}}, (3, 5)),
        ("length: 3\nnum_classes: 7\n", {"supplied": {"num_classes": 5}}, (3, 7)),
        ("length: 3\n", {"supplied": {"unasked": 5}}, (3, 10)),
        ("num_classes: 7\n", {"reserved": {"length": 9}}, (9, 7)),
        ("", {"reserved": {"length": 9, "unasked": 1}}, (9, 10)),
    ],
)
def test_supplied_arguments_may_be_given_and_reserved_ones_may_not(text, options, result):
    assert bind(sized, parse_yaml(text, "c.yml"), **options) == result


def test_a_reserved_key_is_unknown():
    reserved = {"length": 9}
    assert refused(sized, "length: 3\n", reserved=reserved) == "c.yml:1: length: unknown key; known: num_classes"
    assert refused(sized, "lenth: 3\n", reserved=reserved) == "c.yml:1: lenth: unknown key; known: num_classes"


def test_keys_that_are_read_elsewhere_are_suggested_too():
    assert refused(sized, "warmupp: 3\n", also_known=("warmup",)).endswith("unknown key; did you mean 'warmup'?")


@pytest.mark.parametrize("text", ["s: 3\n", "s: [1]\n", "s: text\n"])
def test_a_value_where_keys_belong_is_one_sentence(text):
    assert refused(rates, text, "s").startswith("c.yml:1: s: must be a section with keys, got ")


class Shape:
    def __init__(self, size: int, **options: Any) -> None:
        self.size = size
        self.options = options


def test_a_class_a_partial_and_a_wrapped_function_are_factories():
    @functools.wraps(rates)
    def wrapped(*args: Any, **kwargs: Any) -> tuple:
        return rates(*args, **kwargs)

    assert bind(Shape, parse_yaml("size: 3\n", "c.yml")).size == 3
    assert refused(Shape, "size: x\n") == "c.yml:1: size: must be a whole number, got 'x'"
    assert refused(Shape, "size: 3\nother: 1\n") == "c.yml:2: other: unknown key; known: size"
    assert bind(wrapped, parse_yaml("learning_rate: 1\n", "c.yml")) == (1.0, 0.1, None)
    assert bind(functools.partial(rates, 3.0, gamma=0.5), parse_yaml("", "c.yml")) == (3.0, 0.5, None)
    assert refused(functools.partial(rates, gamma=0.5), "learning_rate: x\n").endswith("must be a number, got 'x'")
    assert refused(wrapped, "learning_rate: x\n") == "c.yml:1: learning_rate: must be a number, got 'x'"


def test_a_signature_that_cannot_be_read_is_one_sentence():
    def factory(a):
        return a

    factory.__annotations__ = {"a": "NoSuchName"}
    assert "cannot be read: name 'NoSuchName' is not defined" in refused(factory, "a: 1\n")


@pytest.mark.parametrize(
    ("text", "components"),
    [
        ("l: [X]\n", [("X", {}, ("l", 0))]),
        ("l: [X: {a: 1}]\n", [("X", {"a": 1}, ("l", 0))]),
        ("l:\n  - X:\n  - Y: {}\n", [("X", {}, ("l", 0)), ("Y", {}, ("l", 1))]),
        ("l: [{name: X, a: 1}]\n", [("X", {"a": 1}, ("l", 0))]),
        ("l: [{name: X}]\n", [("X", {}, ("l", 0))]),
    ],
)
def test_a_component_in_a_list_has_three_forms(text, components):
    found = bind(taking_list, parse_yaml(text, "c.yml"))
    assert [(part.name, part.arguments, part.path) for part in found] == components


def taking_list(l: list[Component]) -> list[Component]:  # noqa: E741
    return l


REGISTRY = Registry("paddle_lrkit.nothings", {"Rates": f"{__name__}:rates", "Inner": f"{__name__}:Inner"})


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (
            "l:\n  - Rates:\n      learning_rate: 1\n      gama: 2\n",
            "c.yml:4: l.0.Rates.gama: unknown key; did you mean 'gamma'?",
        ),
        (
            "l:\n  - name: Rates\n    learning_rate: 1\n    gama: 2\n",
            "c.yml:4: l.0.gama: unknown key; did you mean 'gamma'?",
        ),
        ("l:\n  - Rates: {learning_rate: 1, gamma: 0}\n", "c.yml:2: l.0.Rates.gamma: must be > 0, got 0.0"),
        ("l:\n  - Rates\n", "c.yml:2: l.0: the key 'learning_rate' is missing"),
        ("l:\n  - Inner:\n      x: -3\n", "c.yml:3: l.0.Inner.x: must be >= 0, got -3"),
    ],
)
def test_errors_of_a_component_name_the_key_as_it_was_written(text, sentence):
    (component,) = bind(taking_list, parse_yaml(text, "c.yml"))
    with pytest.raises(ConfigError) as caught:
        component.build(REGISTRY)
    assert str(caught.value) == sentence


def test_a_component_is_built_by_its_name():
    first, second = bind(taking_list, parse_yaml("l: [Rates: {learning_rate: 1}, {name: Inner, x: 2}]\n", "c.yml"))
    assert first.build(REGISTRY) == (1.0, 0.1, None)
    assert second.build(REGISTRY, supplied={"y": 9.0, "unasked": 1}) == Inner(2, 9.0)


def test_an_unknown_name_is_located():
    component = bind(taking(Component), parse_yaml("a:\n  name: Ratess\n", "c.yml"))
    with pytest.raises(ConfigError) as caught:
        component.build(REGISTRY)
    assert str(caught.value) == "c.yml:2: a.name: unknown nothing 'Ratess'; did you mean 'Rates'?"


def outcome(function, *arguments, **options):
    """What a function returns, and the error that it raises; one of them is None."""
    try:
        return function(*arguments, **options), None
    except ConfigError as error:
        return None, error


plain = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
hints = st.sampled_from(
    [
        *(int, float, bool, str, Updates, Duration, Component, Inner, Literal["a", 1], int | None, float | list[float]),
        *(list[int], list[Updates], list[Component], tuple[float, float], tuple[int, ...], dict[str, float], Any),
    ]
)


@given(hints, plain)
def test_no_value_raises_anything_but_one_located_sentence(hint, value):
    document = parse_yaml("a: 0\n", "c.yml")
    document.data["a"] = value
    taken, error = outcome(bind, taking(hint), document, length=LENGTH)
    assert error is None or (error.file, error.line, error.key[0]) == ("c.yml", 1, "a")
    assert error or hint is not float or math.isfinite(taken)
