"""Patterns of parameter names, and which group gives what."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.curves import constant
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.train.optimization.group_match import claims, described, matches, overlaps
from paddle_lrkit.units import RunLength

NAMES = ["stem.conv.weight", "stem.conv.bias", "head.weight", "head.bias"]
PARTS = st.lists(st.sampled_from(["a", "b", "ab", "c"]), min_size=1, max_size=4).map(".".join)


def group(pattern, **settings):
    return ScheduleGroup(settings.pop("name", pattern), (pattern,), **settings)


@given(pattern=PARTS, name=PARTS)
def test_without_a_wildcard_a_pattern_is_a_path_to_the_parameter(pattern, name):
    steps = name.split(".")
    above = {".".join(steps[:end]) for end in range(1, len(steps) + 1)}
    assert matches(pattern, name) == (pattern in above)


@given(pattern=st.text("ab.*?", max_size=6), name=PARTS)
def test_with_one_it_is_a_glob_of_the_whole_name(pattern, name):
    if "*" in pattern or "?" in pattern:
        expression = re.escape(pattern).replace(r"\*", ".*").replace(r"\?", ".")
        assert matches(pattern, name) == bool(re.fullmatch(expression, name))


def test_the_first_group_that_has_a_setting_gives_it():
    stem, bias, every = (
        group("stem", scale=0.1, frozen=(0, 4)),
        group("*.bias", weight_decay=0.0),
        group("*", scale=2.0),
    )
    found = claims([stem, bias, every], NAMES)
    assert vars(found["stem.conv.bias"]) == {"rate": stem, "freeze": stem, "weight_decay": bias}
    assert vars(found["head.weight"]) == {"rate": every, "freeze": None, "weight_decay": None}
    assert found["stem.conv.bias"].name == "stem"
    assert list(overlaps([stem, bias, every], NAMES)) == [
        "2 parameters match stem and *; lr is that of stem, the first"
    ]


def test_what_is_said():
    groups = (group("stem", scale=0.1), group("*.weight", frozen=(2, 4)), group("head.bias", curve=constant(0.25)))
    schedule = Schedule(constant(1.0), "lrkit", RunLength(10), groups=groups)
    assert list(described(claims(groups, [*NAMES, "neck.bias"]), schedule)) == [
        "stem + *.weight: 1 parameter, 0.1 times the rate of Optimizer.lr, frozen in updates 2 to 3",
        "stem: 1 parameter, 0.1 times the rate of Optimizer.lr",
        "*.weight: 1 parameter, the rate of Optimizer.lr, frozen in updates 2 to 3",
        "head.bias: 1 parameter, a schedule of its own with peak 0.25",
        "1 parameter with the rate of Optimizer.lr",
    ]
    resumed = list(described(claims(groups, NAMES), schedule, 4))
    assert resumed[3] == "head.bias: 1 parameter, a schedule of its own with peak 0.25, now at 0.25"
    assert list(described(claims((), NAMES), Schedule(constant(1.0), "lrkit", RunLength(10)))) == []


@pytest.mark.parametrize(
    ("groups", "sentence"),
    [
        ([group("stam", scale=1)], r"Optimizer.groups\[0\].match: 'stam' matches no parameter; did you mean 'stem'"),
        ([group("xyz", scale=1)], "'xyz' matches no parameter; the model has stem, head"),
        ([group("mean", scale=1)], "'mean' matches only parameters that Architecture keeps frozen"),
        ([group("*", scale=1), group("head", scale=2)], r"groups\[1\].match: has no effect: earlier groups"),
    ],
)
def test_what_is_refused(groups, sentence):
    with pytest.raises(ConfigError, match=sentence):
        claims(groups, NAMES, ["mean"])
