"""The columns that a finding is about; each text has brackets ⟦ ⟧ around the expected ones."""

from __future__ import annotations

import pytest

from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.reports.check.key_span import KeySpans

VALUE, KEY = "LR102", "LR501"
"""A rule about a value, and one about a key."""

CASES = {
    "scalar": ("a:\n  b: ⟦1⟧\n", VALUE, "a.b"),
    "key": ("a:\n  ⟦b⟧: 1\n", KEY, "a.b"),
    "comment behind it": ("a:\n  b: ⟦1⟧  # of c: 3\n", VALUE, "a.b"),
    "flow list": ("a: {b: ⟦[8, 16]⟧, c: 1}\n", VALUE, "a.b"),
    "item of a flow list": ("a: {b: [8, ⟦16⟧], c: 1}\n", VALUE, "a.b.1"),
    "item of a block list": ("a:\n  b:\n  - 8\n  - ⟦16⟧\n", VALUE, "a.b.1"),
    "text in quotes": ('a: {b: ⟦"1e-2"⟧}\n', VALUE, "a.b"),
    "the same key twice on a line": ("a: {b: {b: ⟦2⟧}}\n", VALUE, "a.b.b"),
    "the same key in two sections": ("x: {b: 1}\ny: {b: ⟦1⟧}\n", VALUE, "y.b"),
    "two sections on a line": ("{x: {b: 1}, y: {b: ⟦1⟧}}\n", VALUE, "y.b"),
    "Chinese before it": ("学习率: {衰减: ⟦0.1⟧}\n", VALUE, "学习率.衰减"),
    "a section": ("⟦a⟧:\n  b: 1\n", VALUE, "a"),
    "a section in braces": ("⟦a⟧: {b: 1}\n", VALUE, "a"),
    "a list on lines of its own": ("⟦a⟧:\n- 1\n", VALUE, "a"),
    "a list over several lines": ("⟦a⟧: [1,\n  2]\n", VALUE, "a"),
    "text over several lines": ("⟦a⟧: |\n  x\n", VALUE, "a"),
    "nothing": ("⟦a⟧:\nb: 1\n", VALUE, "a"),
    "a missing key": ("x:\n  ⟦a⟧:\n    b: 1\n", VALUE, "x.a.c"),
    "a missing key in a flow mapping": ("x: {⟦a⟧: {b: 1}}\n", VALUE, "x.a.c"),
    "a tag": ("s:\n- !One {b: 1}\n- !Two {b: ⟦1⟧}\n", VALUE, "s.1.b"),
    "the name in a tag": ("s:\n- !One {b: 1}\n- ⟦!Two {b: 1}⟧\n", VALUE, "s.1"),
    "a key that a tag lacks": ("s:\n- ⟦!Two⟧\n  b: 1\n", VALUE, "s.0.c"),
    "an alias": ("x: &v 1\n⟦a⟧: *v\n", VALUE, "a"),
    "an alias on the same line": ("{x: &v 1, ⟦a⟧: *v}\n", VALUE, "a"),
    "a value with an anchor": ("x: ⟦&v 1⟧\na: *v\n", VALUE, "x"),
    "from an anchor through <<": ("x: &v {b: ⟦1⟧}\na: {<<: *v}\n", VALUE, "a.b"),
    "relative to a section": ("x: {y: {a: {b: ⟦1⟧}}}\n", VALUE, "a.b"),
    "a dot in a key": ("a.b: {c: ⟦1⟧}\n", VALUE, "a.b.c"),
    "JSON": ('{\n\t"a": {"b": ⟦"1e-4"⟧}\n}\n', VALUE, "a.b"),
    "lines as Windows ends them": ("a:\r\n  b: ⟦1⟧\r\n", VALUE, "a.b"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_columns(case):
    marked, code, key = CASES[case]
    before, rest = marked.split("⟦")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n") - 1
    length = rest.index("⟧")
    finding = Finding(code, "rule", "error", "a.yml", line, key, "message")
    assert KeySpans(marked.replace("⟦", "").replace("⟧", "")).span(finding) == (column, column + length)


@pytest.mark.parametrize(
    ("text", "line", "key"),
    [
        ("a: 1\n", 1, "iters"),
        ("a: 1\n", 1, ""),
        ("a: 1\n", 9, "a"),
        ("", 1, "a"),
        ("- 1\n", 1, "a"),
        ("ab: 1\n", 1, "a"),
    ],
)
def test_a_line_without_the_key_has_none(text, line, key):
    assert KeySpans(text).span(Finding(VALUE, "rule", "error", "a.yml", line, key, "message")) is None


def test_a_structure_of_many_aliases_is_walked_once():
    text = "a0: &a0 [1]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))
    spans = KeySpans(text)
    assert spans.span(Finding(VALUE, "rule", "error", "a.yml", 1, "a0.0", "message")) == (9, 10)
