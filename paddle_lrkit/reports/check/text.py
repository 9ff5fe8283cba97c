"""The parts of the text report: findings, changes, what was understood, and the sum."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.finding import SEVERITIES, Finding
from paddle_lrkit.messages import join_parts, tr
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.check.file_lines import file_lines
from paddle_lrkit.reports.check.finding_lines import FullFindings, concise
from paddle_lrkit.reports.check.style import TextStyle
from paddle_lrkit.suites.table import SUITES
from paddle_lrkit.text import join_names, plural

if TYPE_CHECKING:
    from paddle_lrkit.config.edit.file_change import FileChange

MOST = 10
"""As many findings of severity info are shown of a rule; more of them are counted."""


def findings_text(result: CheckResult, files: ConfigFiles, style: TextStyle) -> str:
    """The findings, and a line for each rule of severity info that has too many.

    Args:
        result: Of the check.
        files: The files that the command has read so far.
        style: How text is printed.
    """
    shown, counted = (list(result.findings), []) if style.verbose else _frequent(result.findings)
    full = FullFindings(files, style)
    found = ["\n".join(full.lines(finding) if style.full else concise(finding, style)) for finding in shown]
    apart = "\n\n" if style.full else "\n"
    return apart.join(filter(None, [*found, "\n".join(map(style.paragraph, counted))]))


def diff_text(changes: Sequence[FileChange], dry_run: bool, style: TextStyle) -> str:
    """The changes as a diff, and how many there are.

    Args:
        changes: Of ``--fix``.
        dry_run: Whether nothing was written.
        style: How text is printed; on a terminal control characters are replaced.
    """
    if not changes:
        return tr("nothing to fix: no finding has a certain fix")
    lines = [line for change in changes for line in change.diff.splitlines()]
    if style.color:
        lines = [style.paint(printable(line), _DIFF.get(line[:1], "")) for line in lines]
    edits, files = plural(sum(len(change.edits) for change in changes), "edit"), plural(len(changes), "file")
    done = tr("would make {} in {}", edits, files) if dry_run else tr("made {} in {}", edits, files)
    return "\n".join([*lines, done])


_DIFF = {"+": "green", "-": "red", "@": "cyan"}


def summary_text(result: CheckResult, style: TextStyle) -> str:
    """What was understood, what is said once for all files, and the sum."""
    notes = [*_unknown_epochs(result), sum_line(result, style)]
    return "\n".join([*file_lines(result, style), *map(style.paragraph, notes)])


def sum_line(result: CheckResult, style: TextStyle) -> str:
    """``3 files: 2 schedules understood, 1 file not understood; 0 errors, 1 warning``"""
    schedules = sum(len(report.schedules) for report in result.reports)
    unknown = sum(bool(report.not_understood) for report in result.reports)
    without = sum(not report.schedules and not report.not_understood for report in result.reports)
    excluded = result.found.excluded
    excluded_files = plural(sum(excluded.values()), "file")
    parts = [
        tr("{} understood", plural(schedules, "schedule")) if schedules else tr("no schedule understood"),
        tr("{} not understood", plural(unknown, "file")) if unknown else "",
        tr("{} without a schedule", plural(without, "file")) if without else "",
        tr("{} excluded ({})", excluded_files, _names(excluded, style)) if excluded else "",
    ]
    counts = Counter(finding.severity for finding in result.findings)
    marks = [_count(name, counts[name]) for name in SEVERITIES if name != "info" or counts[name]]
    files = plural(len(result.reports), "file")
    return tr("{}: {}; {}", files, join_parts(filter(None, parts)), join_parts(marks))


def _names(excluded: dict[str, int], style: TextStyle) -> str:
    return join_names(excluded, most=None if style.verbose else 3)


def _count(name: str, number: int) -> str:
    if name == "info":
        return tr("{:,} info", number)
    return plural(number, "error") if name == "error" else plural(number, "warning")


def _frequent(findings: Sequence[Finding]) -> tuple[list[Finding], list[str]]:
    """The findings without those that many files have, and a line for each rule of these."""
    counts = Counter(finding.code for finding in findings if finding.severity == "info")
    often = {code for code, count in counts.items() if count > MOST}
    grouped: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.severity == "info" and finding.code in often:
            grouped.setdefault(finding.code, []).append(finding)
    lines = [_group(same) for same in grouped.values()]
    return [finding for finding in findings if finding.severity != "info" or finding.code not in often], lines


def _group(findings: Sequence[Finding]) -> str:
    first = findings[0]
    place = f"{first.path}:{first.line}" if first.line else first.path
    return tr(
        "{:,} findings of {} {} (info), the first at {}; --verbose shows them",
        len(findings),
        first.code,
        first.rule,
        place,
    )


def _unknown_epochs(result: CheckResult) -> list[str]:
    """The one line about all files whose updates in an epoch are not known."""
    number = sum(
        any(one.updates is None and one.epochs is not None for one in report.schedules)
        for report in result.reports
        if report.suite in SUITES
    )
    if not number:
        return []
    return [
        tr(
            "the updates in an epoch are not known in {}, so lengths in updates were not compared with lengths in "
            "epochs; give --steps-per-epoch",
            plural(number, "file"),
        )
    ]
