"""The result as a SARIF log."""

from __future__ import annotations

import json

from paddle_lrkit.lint.codes import RULES
from paddle_lrkit.reports.check.sarif import sarif_report
from tests.reports.check.results import HOSTILE, RESULT, hidden


def test_no_control_character_is_printed():
    assert hidden(sarif_report(RESULT, "1.0")) == []


def test_what_was_not_understood_is_a_notification():
    (run,) = json.loads(sarif_report(RESULT, "1.0"))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    (note,) = invocation["toolExecutionNotifications"]
    assert (note["level"], note["message"]["text"]) == ("note", f"not understood: {HOSTILE}")
    place = note["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 7}
    assert place["artifactLocation"]["uri"].endswith(".yml")
    assert len(run["tool"]["driver"]["rules"]) == len(RULES)
