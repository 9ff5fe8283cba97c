"""The places of keys, against the text itself."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.config.key_places import key_places, yaml_lines
from paddle_lrkit.errors import ConfigError

NAMES = st.sampled_from(["lr", "学习率", "values", "a.b", "-x"])
VALUES = st.recursive(
    st.one_of(st.integers(-9, 9), st.floats(0, 1, width=16), st.booleans(), st.sampled_from(["text", "1e-2", "余弦"])),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(NAMES, inner, max_size=3)),
    max_leaves=8,
)


@given(st.dictionaries(NAMES, VALUES, min_size=1, max_size=3), st.sampled_from([None, False, True]))
def test_the_text_at_each_place_is_the_key_and_the_value(data, flow):
    text = yaml.safe_dump(data, allow_unicode=True, default_flow_style=flow, width=1000)
    lines = yaml_lines(text)
    for place in key_places(text):
        line, parent = lines[place.line - 1], data
        for step in place.path[:-1]:
            parent = parent[step]
        if isinstance(place.path[-1], str):
            assert yaml.safe_load(line[slice(*place.key)]) == place.path[-1]
        if place.value is not None:
            assert yaml.safe_load(line[slice(*place.value)]) == parent[place.path[-1]]


def test_a_section_and_an_alias_have_no_value():
    places = {place.path: place.value for place in key_places("a: &x [1]\nb: *x\nc: {d: 1}\n")}
    assert places == {("a",): (3, 9), ("a", 0): (7, 8), ("b",): None, ("c",): None, ("c", "d"): (7, 8)}


@pytest.mark.parametrize("text", ["a: [1", "a: b: c", "\x1b: 1"])
def test_what_is_not_yaml_has_no_places(text):
    with pytest.raises(ConfigError):
        key_places(text)


def test_lines_end_as_in_yaml():
    text = "a: 1\r\nb: 2\rc: 3\x85d: 4\u2028e: 5\n"
    assert yaml_lines(text) == ["a: 1", "b: 2", "c: 3", "d: 4", "e: 5", ""]
    assert [place.line for place in key_places(text)] == [1, 2, 3, 4, 5]
