"""The columns of arguments and calls; each script has brackets ⟦ ⟧ around the expected ones."""

from __future__ import annotations

import pytest

from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.reports.check.script_span import ScriptSpans

CASES = {
    "keyword": ("s = StepDecay(0.1, step_size=⟦30⟧)\n", "s.step_size"),
    "position": ("s = StepDecay(0.1, ⟦30⟧)\n", "s.step_size"),
    "inside a warmup": (
        "s = LinearWarmup(lr.MultiStepDecay(0.1, ⟦[8, 16]⟧), 500, 0, 0.1)\n",
        "s.learning_rate.milestones",
    ),
    "on a line of its own": ("s = StepDecay(\n    0.1,\n    step_size=⟦30⟧,\n)\n", "s.step_size"),
    "over several lines": ("s = MultiStepDecay(0.1, milestones=⟦[8,⟧\n  16])\n", "s.milestones"),
    "a call": ("for x in y:\n    ⟦s.step⟧()\n", ""),
    "the call of an argument that is missing": ("s = ⟦lr.StepDecay⟧(0.1)\n", "s.step_size"),
    "Chinese before it": ("s = f('学习率', StepDecay(0.1, step_size=⟦30⟧))\n", "s.step_size"),
    "no call": ("if x:\n    ⟦y = 1⟧\n", "z"),
    "tabs": ("if x:\n\ts = StepDecay(0.1, gamma=⟦-1⟧)\n", "s.gamma"),
}


def test_a_rule_about_a_key_means_the_keyword():
    finding = Finding("LR506", "unknown-key", "error", "a.py", 1, "s.step_sise", "message")
    assert ScriptSpans("s = StepDecay(0.1, step_sise=30)").span(finding) == (19, 28)


@pytest.mark.parametrize("case", CASES)
def test_the_columns(case):
    marked, key = CASES[case]
    before, rest = marked.split("⟦")
    column = len(before) - before.rfind("\n") - 1
    finding = Finding("LR101", "rule", "error", "a.py", before.count("\n") + 1, key, "message")
    spans = ScriptSpans(marked.replace("⟦", "").replace("⟧", ""))
    assert spans.span(finding) == (column, column + rest.index("⟧"))


def test_an_empty_line_has_none():
    assert ScriptSpans("x = 1\n\n").span(Finding("LR101", "rule", "error", "a.py", 2, "", "message")) is None
