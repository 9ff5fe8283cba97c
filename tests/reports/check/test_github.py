"""The result as workflow commands."""

from __future__ import annotations

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.reports.check.github import github_report
from tests.reports.check.results import RESULT, hidden

REPORT = FileReport("a,b.yml#x", "ppcls", (), (NotUnderstood(7, "100% of it"),))


def test_no_control_character_is_printed():
    assert hidden(github_report(RESULT)) == []


def test_what_was_not_understood_is_a_notice():
    result = CheckResult((), (REPORT,), FoundFiles())
    assert github_report(result) == "::notice file=a%2Cb.yml,line=7,title=not understood::100%25 of it"


def test_an_error_says_itself_that_it_was_not():
    assert github_report(CheckResult((), (REPORT,), FoundFiles(), frozenset({REPORT.path}))) == ""
