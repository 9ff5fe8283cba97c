"""SARIF 2.1.0, for code scanning."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.codes import RULES
from paddle_lrkit.lint.engine import without_section
from paddle_lrkit.lint.file_report import NotUnderstood
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.lint.pages import explanation
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.check.as_json import dumped

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def sarif_report(result: CheckResult, version: str) -> str:
    """The result as a SARIF log.

    Args:
        result: Of the check.
        version: Of this package.
    """
    rules = [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": tr(rule.summary)},
            "help": {"text": explanation(rule)},
            "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        }
        for rule in RULES
    ]
    driver = {"name": "lrkit", "version": version, "rules": rules}
    notes = [_note(reason.path or report.path, reason) for report in result.reports for reason in report.not_understood]
    run = {
        "tool": {"driver": driver},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": notes}],
        "results": [_result(finding) for finding in result.findings],
    }
    return dumped({"$schema": _SARIF, "version": "2.1.0", "runs": [run]})


def _note(path: str, reason: NotUnderstood) -> dict[str, Any]:
    return {
        "level": "note",
        "message": {"text": tr("not understood: {}", reason.why)},
        "locations": [_place(without_section(path), reason.line)],
    }


def _place(path: str, line: int | None) -> dict[str, Any]:
    place: dict[str, Any] = {
        "artifactLocation": {"uri": quote(path.replace("\\", "/"), safe="/:~", errors="surrogateescape")}
    }
    if line is not None:
        place["region"] = {"startLine": line}
    return {"physicalLocation": place}


def _result(finding: Finding) -> dict[str, Any]:
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.sentence},
        "locations": [_place(finding.path, finding.line)],
    }
