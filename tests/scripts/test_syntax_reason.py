"""Why Python cannot parse a script."""

from __future__ import annotations

import ast

import pytest

from paddle_lrkit.messages import in_language
from paddle_lrkit.scripts.syntax_reason import syntax_reason
from tests.chinese import english_in

KNOWN = [
    "x = (",
    "x = )",
    "x = (1]",
    "for i in x:\npass",
    "def f():\npass",
    "x = 'a",
    "  x = 1",
    "print 1",
    "f(a=1, 2)",
    "a b",
]


@pytest.mark.parametrize("script", [*KNOWN, "f(a=1, 2)", "def f(:\n  pass", "1 = x", "return 1 +"])
def test_the_reason_is_pythons_in_english_and_has_no_english_sentence_in_chinese(script):
    with pytest.raises(SyntaxError) as caught:
        ast.parse(script)
    assert syntax_reason(caught.value) == caught.value.msg
    with in_language("zh"):
        assert not english_in(syntax_reason(caught.value))


def test_values_go_into_the_translation():
    with pytest.raises(SyntaxError) as caught:
        ast.parse("x = (\n1]")
    with in_language("zh"):
        assert syntax_reason(caught.value) == "右括号 ']' 与第 1 行的左括号 '(' 不配对"
