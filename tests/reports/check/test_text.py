"""The text report as a whole."""

from __future__ import annotations

import subprocess

import pytest

from paddle_lrkit.config.edit.file_change import FileChange
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.reports.check.style import TextStyle
from paddle_lrkit.reports.check.text import MOST, diff_text, sum_line, text_report

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


def test_the_order_of_the_parts():
    change = FileChange("a.yml", "a: 1\n", "a: 2\n", ())
    text = text_report(
        result(GOOD, BAD, findings=[finding("error")]),
        ConfigFiles(),
        TextStyle(),
        diff_text([change], True, TextStyle()),
    )
    assert text.splitlines() == [
        "1.yml:1: error LR101 rule: key: message",
        "--- a.yml",
        "+++ a.yml",
        "@@ -1 +1 @@",
        "-a: 1",
        "+a: 2",
        "would make 0 edits in 1 file",
        "c.py:8: not understood: why",
        "2 files: 1 schedule understood, 1 file not understood; 1 error, 0 warnings",
    ]


def test_a_frequent_info_is_counted():
    many = [finding("info", number, "LR302") for number in range(1, MOST + 2)]
    errors = [finding("error", number, "LR101") for number in range(1, MOST + 2)]
    few = [finding("info", number, "LR604") for number in range(1, MOST + 1)]
    checked = result(GOOD, findings=[*many, *errors, *few])
    lines = text_report(checked, ConfigFiles(), TextStyle()).splitlines()
    assert sum("LR101" in line for line in lines) == len(errors)
    assert sum("LR604" in line for line in lines) == len(few)
    (counted,) = [line for line in lines if "LR302" in line]
    assert counted == f"{MOST + 1} findings of LR302 rule (info), the first at 1.yml:1; --verbose shows them"
    assert lines[-1].endswith(f"{len(errors)} errors, 0 warnings, {len(many) + len(few)} info")
    verbose = text_report(checked, ConfigFiles(), TextStyle(verbose=True)).splitlines()
    assert sum("LR302" in line for line in verbose) == len(many)


def test_unknown_epochs_are_said_once():
    unknown = FileReport("a.yml", "ppcls", (UnderstoodSchedule(1, "Step", 0.1, None, 9, "update"),))
    script = FileReport("a.py", "python", (UnderstoodSchedule(1, "Step", 0.1, None, 9, "epoch"),))
    text = text_report(result(unknown, unknown, GOOD, script), ConfigFiles(), TextStyle())
    assert text.count("the updates in an epoch are not known in 2 files") == 1
    assert "epoch are not known" not in text_report(result(GOOD, script), ConfigFiles(), TextStyle())


def test_nothing_to_fix_is_said():
    assert diff_text([], False, TextStyle()) == "nothing to fix: no finding has a certain fix"


@pytest.mark.parametrize("full", [False, True])
@pytest.mark.parametrize("last", ["\n", ""])
def test_the_report_can_be_piped_into_patch(tmp_path, full, last):
    before, after = f"a: 1\nb: 2{last}", f"a: 1\nb: 3{last}"
    (tmp_path / "a.yml").write_text(before, encoding="utf-8")
    style = TextStyle(full=full)
    diff = diff_text([FileChange("a.yml", before, after, ())], True, style)
    text = text_report(result(GOOD, BAD, findings=[finding("error")]), ConfigFiles(), style, diff)
    subprocess.run(["patch", "-p0"], input=f"{text}\n", text=True, cwd=tmp_path, check=True, capture_output=True)
    assert (tmp_path / "a.yml").read_text(encoding="utf-8") == after


def test_a_diff_on_a_terminal_has_colors_and_no_control_characters():
    change = FileChange("a.yml", "a: 1 # \u202e\n", "a: 2 # \u202e\n", ())
    assert "\u202e" in diff_text([change], False, TextStyle())
    colored = diff_text([change], False, TextStyle(color=True))
    assert "\x1b[31m-a: 1" in colored
    assert "\x1b[32m+a: 2" in colored
    assert "\u202e" not in colored
