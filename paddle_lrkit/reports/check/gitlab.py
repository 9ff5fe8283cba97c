"""A code quality report, which GitLab shows in a merge request."""

from __future__ import annotations

import hashlib
import os
from typing import Any

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.engine import without_section
from paddle_lrkit.messages import tr
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.check.as_json import dumped

_SEVERITIES = {"error": "major", "warning": "minor", "info": "info"}


def gitlab_report(result: CheckResult) -> str:
    """An issue for each finding, and one for each thing that was not understood without an error about it.

    A fingerprint does not depend on the line, so that an issue stays the same one when lines move.
    """
    issues: list[dict[str, Any]] = []
    seen: dict[str, int] = {}

    def add(name: str, severity: str, path: str, line: int | None, text: str) -> None:
        place = _place(path)
        known = "\0".join((name, place, text))
        seen[known] = count = seen.get(known, 0) + 1
        digest = hashlib.sha256(f"{known}\0{count}".encode(errors="surrogateescape"))
        issues.append(
            {
                "description": printable(text),
                "check_name": name,
                "fingerprint": digest.hexdigest(),
                "severity": severity,
                "location": {"path": place, "lines": {"begin": line or 1}},
            }
        )

    for finding in result.findings:
        name = f"{finding.code} {finding.rule}"
        add(name, _SEVERITIES[finding.severity], finding.path, finding.line, finding.sentence)
    for report in result.reports:
        for reason in () if result.has_errors(report) else report.not_understood:
            path = reason.path or without_section(report.path)
            add("not-understood", "info", path, reason.line, tr("not understood: {}", reason.why))
    return dumped(issues)


def _place(path: str) -> str:
    """The path as GitLab needs it, relative to the current directory where it is inside that."""
    inside = os.path.relpath(path)
    shown = path if inside.split(os.sep)[0] == os.pardir else inside
    return printable(shown.replace("\\", "/"))
