"""Checking several files."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import NamedTuple

from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import plain_path, without_section
from paddle_lrkit.lint.file_checks import FileChecker
from paddle_lrkit.lint.file_report import FileReport, NotUnderstood, UnderstoodSchedule
from paddle_lrkit.lint.find_files import FoundFiles
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.lint.once import said_once
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names


class CheckResult(NamedTuple):
    """The result of a check.

    Args:
        findings: What the rules found, each once.
        reports: What was understood of each file.
        found: The files that were checked and those that were left out.
        with_errors: The files with an error, be it in one of their bases.
    """

    findings: tuple[Finding, ...]
    reports: tuple[FileReport, ...]
    found: FoundFiles
    with_errors: frozenset[str] = frozenset()

    def has_errors(self, report: FileReport) -> bool:
        """Whether a config has an error, which says itself why the config was not understood."""
        return report.suite != "python" and report.path in self.with_errors

    def fails(self, strict: bool) -> bool:
        """Whether the exit code is 1.

        Args:
            strict: Whether warnings count, files that were not understood, and a check of no file at all.
        """
        bad = ("error", "warning") if strict else ("error",)
        if any(finding.severity in bad for finding in self.findings):
            return True
        return strict and (not self.reports or any(report.not_understood for report in self.reports))


def check_files(
    found: FoundFiles,
    options: CheckOptions,
    files: ConfigFiles,
    jobs: int = 1,
    seen: Callable[[int], None] = lambda done: None,
) -> CheckResult:
    """Checks files.

    A finding in a base config that arises only in a config that inherits from it names that config.

    Args:
        found: The files.
        options: How to check them.
        files: The files that the command has read so far.
        jobs: Processes at most; the result does not depend on it.
        seen: Called after each file with the number of those that are done.

    Raises:
        ConfigError: A file that the user named cannot be read.
    """
    findings: dict[tuple[object, ...], Finding] = {}
    readers: dict[tuple[object, ...], list[str]] = {}
    reports, with_errors = [], set()
    checker = FileChecker(options, files, found.named)
    for file, checked in zip(found.files, checker.check_all(found.files, jobs), strict=True):
        reports.append(checked.report)
        if any(finding.severity == "error" for finding in checked.findings):
            with_errors.add(checked.report.path)
        for finding in checked.findings:
            key = tuple(finding.as_dict().values())
            findings.setdefault(key, finding)
            readers.setdefault(key, []).append(plain_path(without_section(file)))
        seen(len(reports))
    named_readers = said_once(_with_reader(finding, readers[key]) for key, finding in findings.items())
    return CheckResult(tuple(named_readers), tuple(_each_once(reports)), found, frozenset(with_errors))


def _each_once(reports: Sequence[FileReport]) -> list[FileReport]:
    """The reports, with what is in another file that was checked too in the report of that file."""
    homes = {os.path.realpath(report.path): index for index, report in enumerate(reports) if report.suite == "python"}
    schedules: list[list[UnderstoodSchedule]] = [[] for _ in reports]
    reasons: list[list[NotUnderstood]] = [[] for _ in reports]
    for index, report in enumerate(reports):
        for schedule in report.schedules:
            home = homes.get(os.path.realpath(schedule.script.path), index) if schedule.script is not None else index
            if home == index or schedule.line not in {one.line for one in reports[home].schedules}:
                schedules[home].append(schedule)
        for reason in report.not_understood:
            home = homes.get(os.path.realpath(reason.path), index) if reason.path else index
            own = reason._replace(path="") if home != index else reason
            if home == index or own not in reports[home].not_understood:
                reasons[home].append(own)
    return [
        replace(report, schedules=tuple(schedules[index]), not_understood=tuple(dict.fromkeys(reasons[index])))
        for index, report in enumerate(reports)
    ]


def _with_reader(finding: Finding, readers: Sequence[str]) -> Finding:
    if finding.path in readers:
        return finding
    return replace(finding, message=tr("{} (as read by {})", finding.message, join_names(readers, most=1)))
