"""YAML as the suites read it, next to PyYAML itself."""

import pytest
import yaml

from paddle_lrkit.config.document import Mark
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.yaml11 import Tagged, parse_yaml11
from paddle_lrkit.errors import ConfigError

SCALARS = """
a: 1e-4
b: 1.0e-4
c: yes
d: 010
e: 1:30
f: ~
g: 0x1f
h: 1_000
i: -.inf
j: !!float '3'
k: 1.5e3
l: '1'
m: 0b11
n: [on, OFF, null, Null, NULL, .5, +1, 1., "x"]
o: !!str 5
p: !!bool "no"
"""


def test_scalars_are_pyyamls():
    assert parse_yaml11(SCALARS, "a.yml").data == yaml.safe_load(SCALARS)


MERGES = """
base: &base {p: 1, q: 2}
one: {<<: *base, q: 3}
two: {<<: [*base, {r: 1, p: 9}], r: 5}
twice: 1
twice: 2
"""


def test_merges_and_repeated_keys_are_pyyamls():
    assert parse_yaml11(MERGES, "a.yml").data == yaml.safe_load(MERGES)


def test_what_no_number_is_stays_text():
    text = "a: 2001-01-01\nb: =\nc: !!binary aGk=\n"
    assert parse_yaml11(text, "a.yml").data == {"a": "2001-01-01", "b": "=", "c": "aGk="}


def test_tags_become_records():
    data = parse_yaml11("{a: !T {x: 1}, b: !T [1, 2], c: !T, d: !T text, e: [!U {y: !V {}}]}", "a.yml").data
    assert data["a"] == Tagged("T", {"x": 1})
    assert (data["b"], data["c"], data["d"]) == (Tagged("T", [1, 2]), Tagged("T", None), Tagged("T", "text"))
    assert data["e"] == [Tagged("U", {"y": Tagged("V", {})})]
    assert data["a"]["x"] == 1


def test_marks_reach_through_tags(tmp_path):
    path = tmp_path / "a.yml"
    path.write_text("top:\n- !T\n  x: 1\n  y: 2\n", encoding="utf-8")
    document = parse_yaml11(ConfigFiles().text(str(path)), str(path))
    assert document.mark(("top", 0, "y")) == Mark(str(path), 4)
    assert document.get(("top", 0, "y")) == 2


@pytest.mark.parametrize(
    "tag", ["!!python/object:os.x", "!!python/object/apply:os.system", "!!python/name:os", "!!python/module:os"]
)
def test_no_python_object_is_built(tag):
    for value in ("[ls]", "{a: 1}", "x"):
        with pytest.raises(ConfigError, match="a config cannot build Python objects"):
            parse_yaml11(f"a: {tag} {value}", "a.yml")


def test_a_python_tuple_is_a_list():
    assert parse_yaml11("a: !!python/tuple [1, 2]", "a.yml").data == {"a": [1, 2]}


@pytest.mark.parametrize("text", ["a: !!int x", "a: !!bool maybe", "a: !!float x", "a: " + "9" * 5000])
def test_a_scalar_that_is_not_of_its_kind(text):
    with pytest.raises(ConfigError, match="not a valid"):
        parse_yaml11(text, "a.yml")


def test_keys_are_text():
    assert parse_yaml11("{1: a, 2.5: b, yes: c, null: d}", "a.yml").data == {
        "1": "a",
        "2.5": "b",
        "yes": "c",
        "null": "d",
    }
