"""Text that a loader reads as a Python literal."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.document import Document, Mark
from paddle_lrkit.config.literals import literal, with_literals


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1e-4", 1e-4),
        ("-5e0", -5.0),
        ("1_000", 1000),
        ("0x10", 16),
        ("True", True),
        ("None", None),
        ("'quoted'", "quoted"),
        ("[1e-4, 2]", [1e-4, 2]),
        ("(1, [2, None])", (1, [2, None])),
        ("{'a': 1}", {"a": 1}),
        ("1e999", float("inf")),
    ],
)
def test_a_literal_becomes_its_value(text, value):
    found = literal(text)
    assert found == value
    assert type(found) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "cosine", "true", "null", "nan", "1e-4 ep", "01", "1 +", "__import__('os')", "2 ** 9", "[x]", "..."),
        *("b'bytes'", "{1, 2}", "set()", "1j", "[1j]", "{b'a': 1}", "'\\d", "\0", "1\n2"),
    ],
)
def test_other_text_stays(text):
    assert literal(text) == text
    assert isinstance(literal(text), str)


@pytest.mark.parametrize(
    "text", ["(" * 3000, "[" * 99 + "]" * 99, "-" * 3999 + "1", "9" * 100_000, "[1]," * 2000, "1+1j+" * 700 + "1"]
)
def test_hostile_text_is_bounded_and_raises_nothing(text):
    literal(text)


def test_an_unusual_escape_warns_of_nothing(recwarn):
    assert literal("'\\d'") == "\\d"
    assert not recwarn.list


def test_values_of_keys_at_any_depth_are_read_but_not_lists():
    data = {"a": {"b": {"c": "1e-4"}}, "d": "2", "e": ["3", {"f": "4"}]}
    document = Document(data, {("a",): Mark("x.yml", 3)}, "x.yml", ("d=2",))
    found = with_literals(document)
    assert found.data == {"a": {"b": {"c": 1e-4}}, "d": 2, "e": ["3", {"f": "4"}]}
    assert (found.marks, found.file, found.overrides) == (document.marks, "x.yml", ("d=2",))
    assert data["d"] == "2"


def test_the_top_level_alone():
    document = Document({"a": {"b": "1e-4"}, "d": "1e-4"})
    assert with_literals(document, nested=False).data == {"a": {"b": "1e-4"}, "d": 1e-4}


def test_deep_sections_are_bounded():
    inner = {"rate": "1e-4"}
    for _ in range(5000):
        inner = {"a": inner}
    found = with_literals(Document(inner)).data
    for _ in range(5000):
        found = found["a"]
    assert found == {"rate": "1e-4"}
