"""A JUnit report, which most programs for continuous integration show."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.engine import without_section
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.messages import tr
from paddle_lrkit.printable import printable


def junit_report(result: CheckResult, strict: bool) -> str:
    """A suite of tests for each file and a test for each finding.

    What makes the exit code 1 is a failure. Other findings are tests that passed, with their text; what was not
    understood is skipped; a file about which there is nothing to say is one test that passed.

    Args:
        result: Of the check.
        strict: Whether warnings and files that were not understood are failures.
    """
    bad = ("error", "warning") if strict else ("error",)
    files: dict[str, list[ElementTree.Element]] = {without_section(report.path): [] for report in result.reports}
    for finding in result.findings:
        files.setdefault(finding.path, []).append(_case(finding, finding.severity in bad))
    for report in result.reports:
        for reason in () if result.has_errors(report) else report.not_understood:
            path = reason.path or without_section(report.path)
            text = tr("not understood: {}", reason.why)
            files.setdefault(path, []).append(_test(path, reason.line, text, "failure" if strict else "skipped"))
    root = ElementTree.Element("testsuites", name="lrkit check")
    root.extend(_suite(path, tests or [_test(path, None, "", "")]) for path, tests in files.items())
    _count(root, root.findall("testsuite/testcase"))
    ElementTree.indent(root)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ElementTree.tostring(root, encoding='unicode')}"


def _suite(path: str, tests: Sequence[ElementTree.Element]) -> ElementTree.Element:
    suite = ElementTree.Element("testsuite", name=printable(path))
    suite.extend(tests)
    _count(suite, tests)
    return suite


def _count(element: ElementTree.Element, tests: Sequence[ElementTree.Element]) -> None:
    element.set("tests", str(len(tests)))
    for name, tag in (("failures", "failure"), ("skipped", "skipped")):
        element.set(name, str(sum(test.find(tag) is not None for test in tests)))
    element.set("errors", "0")


def _case(finding: Finding, fails: bool) -> ElementTree.Element:
    kind = "failure" if fails else "system-out"
    return _test(finding.path, finding.line, finding.sentence, kind, f"{finding.code} {finding.rule}", finding.severity)


def _test(
    path: str, line: int | None, text: str, kind: str, name: str = "lrkit check", severity: str = ""
) -> ElementTree.Element:
    place = path if line is None else f"{path}:{line}"
    test = ElementTree.Element("testcase", name=printable(name), classname=printable(path), file=printable(path))
    if line is not None:
        test.set("line", str(line))
    if kind:
        child = ElementTree.SubElement(test, kind)
        if kind != "system-out":
            child.set("message", printable(text))
        if kind == "failure":
            child.set("type", severity or "not understood")
        child.text = printable(f"{place}: {text}")
    return test
