"""The text report as a whole."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.edit.file_change import FileChange
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.reports.check.style import TextStyle
from paddle_lrkit.reports.check.text import MOST, diff_text, findings_text, sum_line, summary_text

SCHEDULE = UnderstoodSchedule(1, "Step", 0.1, 100, None, "update")
GOOD, OTHER = FileReport("a.yml", "ppseg", (SCHEDULE,)), FileReport("b.yml", None)
BAD = FileReport("c.py", "python", (), (NotUnderstood(8, "why"),))


def result(*reports, findings=(), excluded=None):
    found = FoundFiles([report.path for report in reports], frozenset(), excluded or {})
    return CheckResult(tuple(findings), reports, found)


def finding(severity, number=1, code="LR101"):
    return Finding(code, "rule", severity, f"{number}.yml", number, "key", "message")


@pytest.mark.parametrize(
    ("checked", "line"),
    [
        (result(GOOD), "1 file: 1 schedule understood; 0 errors, 0 warnings"),
        (result(BAD), "1 file: no schedule understood, 1 file not understood; 0 errors, 0 warnings"),
        (
            result(GOOD, GOOD, BAD, findings=[finding("warning")]),
            "3 files: 2 schedules understood, 1 file not understood; 0 errors, 1 warning",
        ),
        (
            result(GOOD, OTHER, OTHER, findings=[finding("error"), finding("info"), finding("info")]),
            "3 files: 1 schedule understood, 2 files without a schedule; 1 error, 0 warnings, 2 info",
        ),
        (
            result(GOOD, excluded={"output": 1200, "build": 3}),
            "1 file: 1 schedule understood, 1,203 files excluded (output and build); 0 errors, 0 warnings",
        ),
        (
            result(GOOD, excluded=dict.fromkeys("abcde", 1)),
            "1 file: 1 schedule understood, 5 files excluded (a, b, c and 2 more); 0 errors, 0 warnings",
        ),
        (result(), "0 files: no schedule understood; 0 errors, 0 warnings"),
    ],
)
def test_the_sum(checked, line):
    assert sum_line(checked, TextStyle()) == line


def test_a_frequent_info_is_counted():
    many = [finding("info", number, "LR302") for number in range(1, MOST + 2)]
    errors = [finding("error", number, "LR101") for number in range(1, MOST + 2)]
    few = [finding("info", number, "LR604") for number in range(1, MOST + 1)]
    checked = result(GOOD, findings=[*many, *errors, *few])
    lines = findings_text(checked, ConfigFiles(), TextStyle()).splitlines()
    assert sum("LR101" in line for line in lines) == len(errors)
    assert sum("LR604" in line for line in lines) == len(few)
    (counted,) = [line for line in lines if "LR302" in line]
    assert counted == f"{MOST + 1} findings of LR302 rule (info), the first at 1.yml:1; --verbose shows them"
    assert lines[-1] == counted
    verbose = findings_text(checked, ConfigFiles(), TextStyle(verbose=True)).splitlines()
    assert sum("LR302" in line for line in verbose) == len(many)


def test_unknown_epochs_are_said_once():
    unknown = FileReport("a.yml", "ppcls", (UnderstoodSchedule(1, "Step", 0.1, None, 9, "update"),))
    script = FileReport("a.py", "python", (UnderstoodSchedule(1, "Step", 0.1, None, 9, "epoch"),))
    text = summary_text(result(unknown, unknown, GOOD, script), TextStyle())
    assert text.count("the updates in an epoch are not known in 2 files") == 1
    assert "epoch are not known" not in summary_text(result(GOOD, script), TextStyle())


def test_nothing_to_fix_is_said():
    assert diff_text([], False, TextStyle()) == "nothing to fix: no finding has a certain fix"


def test_a_diff_on_a_terminal_has_colors_and_no_control_characters():
    change = FileChange("a.yml", "a: 1 # \u202e\n", "a: 2 # \u202e\n", ())
    assert "\u202e" in diff_text([change], False, TextStyle())
    colored = diff_text([change], False, TextStyle(color=True))
    assert "\x1b[31m-a: 1" in colored
    assert "\x1b[32m+a: 2" in colored
    assert "\u202e" not in colored
