"""What to do about a verdict."""

from __future__ import annotations

import re

from paddle_lrkit.reports.audit.next_steps import NEXT_STEPS, next_step
from paddle_lrkit.runs.audit.result import RIGHT, VERDICTS
from tests.reports.audit.audits import placed, result


def test_each_fault_has_a_next_step_in_both_languages():
    assert set(NEXT_STEPS) == set(VERDICTS) - {*RIGHT, "behind-by-skips"}
    for language in ("en", "zh"):
        assert len({step.of(language) for step in NEXT_STEPS.values()}) == len(NEXT_STEPS)
    assert all(re.search("[一-鿿]", step.zh) and step.en.endswith(".") for step in NEXT_STEPS.values())


def test_the_advice_of_the_audit_goes_first_and_what_is_right_needs_none():
    fault = {"placed": placed(factor=2.0), "verdict": "jump"}
    assert next_step(result(**fault)) == NEXT_STEPS["jump"].en
    assert next_step(result(**fault, advice="Look at line 7.")) == "Look at line 7."
    assert next_step(result()) == next_step(result(verdict="stepped-per-epoch")) == ""
    assert next_step(result(verdict="undecided", advice="Print more digits.")) == "Print more digits."
