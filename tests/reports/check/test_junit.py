"""The result as a JUnit report."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree

import pytest

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.reports.check.junit import junit_report
from tests.reports.check.results import RESULT, hidden

ERROR = Finding("LR101", "never-decays", "error", "a.yml", 3, "lr", "never falls <1>", "decay: 1")
WARNING = replace(ERROR, severity="warning")
FILES = (
    FileReport("a.yml", "ppcls", ()),
    FileReport("b.yml", "ppcls", ()),
    FileReport("c.yml", None, (), (NotUnderstood(7, "no schedule"),)),
)


def suites(result, strict=False):
    return ElementTree.fromstring(junit_report(result, strict).encode())


def test_no_control_character_is_printed():
    assert hidden(junit_report(RESULT, False)) == []
    assert suites(RESULT).tag == "testsuites"


@pytest.mark.parametrize("strict", [False, True])
@pytest.mark.parametrize("findings", [(), (WARNING,), (ERROR, WARNING)])
@pytest.mark.parametrize("reports", [FILES[:2], FILES])
def test_there_is_a_failure_where_the_exit_code_is_1(findings, reports, strict):
    result = CheckResult(findings, reports, FoundFiles())
    root = suites(result, strict)
    assert (int(root.get("failures")) > 0) == result.fails(strict)
    assert int(root.get("failures")) == len(root.findall(".//failure"))
    assert int(root.get("tests")) == len(root.findall(".//testcase"))
    assert sum(int(suite.get("tests")) for suite in root) == int(root.get("tests"))
    assert [suite.get("name") for suite in root] == [report.path for report in reports]


def test_a_failure_has_place_and_text():
    (case,) = suites(CheckResult((ERROR,), FILES[:1], FoundFiles())).findall("testsuite/testcase")
    assert case.attrib == {"name": "LR101 never-decays", "classname": "a.yml", "file": "a.yml", "line": "3"}
    (failure,) = case
    assert failure.attrib == {"message": "lr: never falls <1> (decay: 1)", "type": "error"}
    assert failure.text == "a.yml:3: lr: never falls <1> (decay: 1)"


def test_a_file_without_findings_is_a_test_that_passed():
    root = suites(CheckResult((WARNING,), FILES, FoundFiles()))
    warned, clean, skipped = root.findall("testsuite/testcase")
    assert [child.tag for child in warned] == ["system-out"]
    assert list(clean) == []
    assert [child.tag for child in skipped] == ["skipped"]
    assert (root.get("tests"), root.get("skipped")) == ("3", "1")
