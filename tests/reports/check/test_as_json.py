"""The result as JSON for programs, GitHub and code scanning."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.codes import RULES
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.reports.check.as_json import dumped, json_report
from paddle_lrkit.reports.check.github import github_report
from paddle_lrkit.reports.check.sarif import sarif_report

HOSTILE = "学\x1b[31m\x9b31m\u202e\u2028\n\udcff"
FINDING = Finding("LR101", "never-decays", "info", f"{HOSTILE}.yml", 3, HOSTILE, HOSTILE, HOSTILE)
RESULT = CheckResult(
    (FINDING,), (FileReport(f"{HOSTILE}.yml#a", None, (), (NotUnderstood(7, HOSTILE),)),), FoundFiles()
)


@pytest.mark.parametrize("report", [json_report, lambda result: sarif_report(result, "1.0"), github_report])
def test_no_control_character_is_printed(report):
    assert all(letter.isprintable() or letter == "\n" for letter in report(RESULT))


def test_json_keeps_every_character():
    assert json.loads(json_report(RESULT)) == {
        "findings": [FINDING.as_dict()],
        "files": [
            {
                "path": f"{HOSTILE}.yml#a",
                "suite": None,
                "schedules": [],
                "not_understood": [{"line": 7, "why": HOSTILE}],
            }
        ],
    }


def test_chinese_stays_readable():
    assert "学习率" in dumped({"key": "学习率"})


def test_github_gets_a_notice_about_what_was_not_understood():
    result = CheckResult((), (FileReport("a,b.py", "python", (), (NotUnderstood(7, "100% of it"),)),), FoundFiles())
    assert github_report(result) == "::notice file=a%2Cb.py,line=7,title=not understood::100%25 of it"


def test_sarif_has_a_notification_about_what_was_not_understood():
    (run,) = json.loads(sarif_report(RESULT, "1.0"))["runs"]
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    (note,) = invocation["toolExecutionNotifications"]
    assert (note["level"], note["message"]["text"]) == ("note", f"not understood: {HOSTILE}")
    assert note["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}
    assert not note["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].endswith("#a")
    assert len(run["tool"]["driver"]["rules"]) == len(RULES)
