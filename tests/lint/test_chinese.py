"""Findings and pages of the rules in Chinese."""

import re

import pytest

from paddle_lrkit.lint.codes import RULES
from paddle_lrkit.lint.pages import explanation, index, page
from paddle_lrkit.messages import in_language
from tests.chinese import english_in
from tests.lint.test_fixtures import BAD, found


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.name)
def test_a_finding_is_chinese(path, tmp_path):
    english = found(path, tmp_path)
    with in_language("zh"):
        chinese = found(path, tmp_path)
    assert [(each.code, each.line, each.edits) for each in chinese] == [
        (each.code, each.line, each.edits) for each in english
    ]
    for finding in chinese:
        assert re.search("[\u4e00-\u9fff]", finding.message)
        assert english_in(f"{finding.message}。{finding.fix or ''}") == []
        assert not re.search("[\u4e00-\u9fff] +[\u4e00-\u9fff]", finding.sentence)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.name)
def test_a_page_is_chinese(rule):
    with in_language("zh"):
        text = re.sub(r"^```.*?^```$", "", page(rule), flags=re.M | re.S)
    assert english_in(text.partition("\n")[2]) == []
    for title in ("检查什么", "为什么不好", "示例"):
        assert f"\n## {title}\n" in text


def test_the_explanation_has_the_lines_of_the_docstring_in_english_only():
    rule = RULES[0]
    assert explanation(rule) == rule.documentation
    with in_language("zh"):
        lines = explanation(rule, 40).splitlines()
        assert index().startswith("# `lrkit check` 的规则\n")
    assert lines[0] == "在训练中从不下降的学习率策略。"
    assert lines[2] == "检查什么"
    assert "    epoch: 12" in lines
