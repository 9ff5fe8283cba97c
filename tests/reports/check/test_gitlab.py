"""The result as a code quality report of GitLab."""

from __future__ import annotations

import json
from dataclasses import replace

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.lint.finding import SEVERITIES, Finding
from paddle_lrkit.reports.check.gitlab import gitlab_report
from tests.reports.check.results import RESULT, hidden

FINDING = Finding("LR101", "never-decays", "error", "a.yml", 3, "lr", "never falls", "decay: 1")


def issues(*findings, reports=()):
    return json.loads(gitlab_report(CheckResult(findings, reports, FoundFiles())))


def test_no_control_character_is_printed():
    assert hidden(gitlab_report(RESULT)) == []


def test_an_issue_has_what_gitlab_asks_for():
    (issue,) = issues(FINDING)
    assert len(issue.pop("fingerprint")) == 64
    assert issue == {
        "description": "lr: never falls (decay: 1)",
        "check_name": "LR101 never-decays",
        "severity": "major",
        "location": {"path": "a.yml", "lines": {"begin": 3}},
    }


def test_a_severity_is_one_of_gitlabs():
    found = issues(*(replace(FINDING, severity=severity) for severity in SEVERITIES))
    assert [issue["severity"] for issue in found] == ["major", "minor", "info"]


def test_a_fingerprint_is_unique_and_does_not_depend_on_the_line():
    moved = replace(FINDING, line=30)
    first, again, other = issues(FINDING, moved, replace(FINDING, path="b.yml"))
    assert len({first["fingerprint"], again["fingerprint"], other["fingerprint"]}) == 3
    assert issues(moved)[0]["fingerprint"] == first["fingerprint"]


def test_a_path_is_relative_to_the_project(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    paths = (str(tmp_path / "sub" / "a.yml"), "./a.yml", "/elsewhere/a.yml")
    found = issues(*(replace(FINDING, path=path, line=None) for path in paths))
    assert [issue["location"]["path"] for issue in found] == ["sub/a.yml", "a.yml", "/elsewhere/a.yml"]
    assert {issue["location"]["lines"]["begin"] for issue in found} == {1}


def test_what_was_not_understood_is_an_issue():
    report = FileReport("a.yml#x", "ppcls", (), (NotUnderstood(7, "no rate"),))
    (issue,) = issues(reports=(report,))
    assert (issue["check_name"], issue["severity"]) == ("not-understood", "info")
    assert issue["location"] == {"path": "a.yml", "lines": {"begin": 7}}
