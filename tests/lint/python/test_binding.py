"""Which names a statement, a function or a class binds."""

import ast

import pytest

from paddle_lrkit.lint.python.binding import bound, dotted_name, parameters, stored


@pytest.mark.parametrize(
    ("text", "name"), [("a", "a"), ("self.a", "self.a"), ("a.b.c", "a.b.c"), ("a()", ""), ("a[0].b", ""), ("3", "")]
)
def test_the_name_of_an_expression(text, name):
    assert dotted_name(ast.parse(text, mode="eval").body) == name


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("for a, (b, c) in d: e = 1", {"a", "b", "c"}),
        ("with open(a) as b, c as (d, e): f = 1", {"b", "d", "e"}),
        ("import a.b, c as d", {"a", "d"}),
        ("from a import b as c", {"c"}),
        ("try: a = 1\nexcept E as b: c = 1", {"b"}),
        ("if (a := 3): b = 1", {"a"}),
        ("del a", {"a"}),
        ("def a(b): c = 1", {"a"}),
        ("class a: b = 1", {"a"}),
        ("match a:\n case [b, *c]: d = 1", {"b", "c"}),
        ("a(b)", set()),
    ],
)
def test_what_a_statement_binds_without_its_blocks(text, names):
    assert set(bound(ast.parse(text).body[0])) == names


def test_what_a_function_binds_anywhere():
    function = ast.parse("def f(a, /, b, *c, d=1, **e):\n g = 1\n def h(i): j = 1").body[0]
    assert parameters(function) == {"a", "b", "c", "d", "e"}
    assert stored(function) >= {"a", "b", "c", "d", "e", "g", "i", "j"}
