"""Workflow commands, which GitHub shows at the lines of a pull request."""

from __future__ import annotations

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.engine import without_section
from paddle_lrkit.messages import tr
from paddle_lrkit.printable import printable


def github_report(result: CheckResult) -> str:
    """A command for each finding, and a notice for each thing that was not understood without an error about it."""
    commands = []
    for finding in result.findings:
        level = {"info": "notice"}.get(finding.severity, finding.severity)
        fix = f" ({finding.fix})" if finding.fix else ""
        title = f"{finding.code} {finding.rule}"
        commands.append(_command(level, finding.path, finding.line, title, finding.message + fix))
    for report in result.reports:
        for reason in () if result.has_errors(report) else report.not_understood:
            path = reason.path or without_section(report.path)
            commands.append(_command("notice", path, reason.line, tr("not understood"), reason.why))
    return "\n".join(commands)


def _command(level: str, path: str, line: int | None, title: str, message: str) -> str:
    place = f"file={_escaped(path, ',:')}" + (f",line={line}" if line is not None else "")
    return f"::{level} {place},title={_escaped(title, ',:')}::{_escaped(message, '')}"


def _escaped(text: str, more: str) -> str:
    for letter in "%\r\n" + more:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return printable(text)
