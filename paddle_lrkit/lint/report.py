"""Findings as text, as GitHub's annotations and as SARIF."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from paddle_lrkit.lint.codes import RULES
from paddle_lrkit.lint.finding import SEVERITIES, Finding
from paddle_lrkit.text import plural

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"
_LEVELS = {"error": "error", "warning": "warning", "info": "note"}


def as_text(findings: Sequence[Finding]) -> str:
    """A line a finding, what to write instead below it, and the sum."""
    lines = []
    for finding in findings:
        place = finding.path if finding.line is None else f"{finding.path}:{finding.line}"
        key = f" {finding.key}:" if finding.key else ""
        lines.append(f"{place}: {finding.severity} {finding.code} {finding.rule}:{key} {finding.message}")
        if finding.fix:
            lines.append(f"    {finding.fix}")
    counts = Counter(finding.severity for finding in findings)
    return "\n".join(
        [*lines, ", ".join(plural(counts[name], name, "info" if name == "info" else "") for name in SEVERITIES)]
    )


def as_json(findings: Sequence[Finding]) -> str:
    """A list of objects."""
    return json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False, indent=1)


def as_github(findings: Sequence[Finding]) -> str:
    """Workflow commands, which GitHub shows at the lines of a pull request."""
    return "\n".join(map(_command, findings))


def _command(finding: Finding) -> str:
    level = {"info": "notice"}.get(finding.severity, finding.severity)
    fix = f" ({finding.fix})" if finding.fix else ""
    line = f",line={finding.line}" if finding.line is not None else ""
    title = _escaped(f"{finding.code} {finding.rule}", ",:")
    return f"::{level} file={_escaped(finding.path, ',:')}{line},title={title}::{_escaped(finding.message + fix, '')}"


def _escaped(text: str, more: str) -> str:
    for letter in "%\r\n" + more:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


def as_sarif(findings: Sequence[Finding], version: str) -> str:
    """SARIF 2.1.0, for code scanning.

    Args:
        findings: What was found.
        version: Of this package.
    """
    rules = [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": rule.summary},
            "help": {"text": rule.documentation},
            "defaultConfiguration": {"level": _LEVELS[rule.severity]},
        }
        for rule in RULES
    ]
    driver = {"name": "lrkit", "version": version, "rules": rules}
    run = {"tool": {"driver": driver}, "results": [_result(finding) for finding in findings]}
    return json.dumps({"$schema": _SARIF, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _result(finding: Finding) -> dict[str, Any]:
    place: dict[str, Any] = {"artifactLocation": {"uri": quote(finding.path.replace("\\", "/"), safe="/:~")}}
    if finding.line is not None:
        place["region"] = {"startLine": finding.line}
    fix = f" ({finding.fix})" if finding.fix else ""
    return {
        "ruleId": finding.code,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{finding.key}: {finding.message}{fix}" if finding.key else finding.message + fix},
        "locations": [{"physicalLocation": place}],
    }
