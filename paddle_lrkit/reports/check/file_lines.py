"""What was understood of each file, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.engine import without_section
from paddle_lrkit.lint.file_report import FileReport, UnderstoodSchedule
from paddle_lrkit.reports.check.style import TextStyle
from paddle_lrkit.suites.table import SUITES, detector_of
from paddle_lrkit.text import format_count, format_rate, plural

MOST = 10
"""As many files of a directory are listed as not understood before the others are counted."""


def file_lines(result: CheckResult, style: TextStyle) -> list[str]:
    """A line for each schedule of the files that the user named, and for what was not understood.

    Of the files of a directory those that were not understood are listed, at most `MOST` of them; an error of a config
    says itself that it was not.
    """
    lines, others = [], []
    for report in result.reports:
        broken = result.has_errors(report)
        if style.verbose or report.path in result.found.named:
            lines += [_line(path, place, words, style) for path, place, words in _entries(report, broken)]
        elif report.not_understood and not broken:
            others.append(report)
    lines += [_first_reason(report, style) for report in others[:MOST]]
    if others[MOST:]:
        lines.append(f"{plural(len(others[MOST:]), 'more file')} not understood; --verbose lists them")
    return lines


def _entries(report: FileReport, broken: bool) -> Iterator[tuple[str, int | None, str]]:
    """File, line and words of each schedule and of each thing that was not understood."""
    title = f"{report.program or _title(report.suite)}, " if report.suite else ""
    for schedule in report.schedules:
        if schedule.script is not None:
            yield schedule.script.path, schedule.line, schedule.script.words
        else:
            yield report.path, schedule.line, title + _words(schedule)
    if broken and report.not_understood:
        yield report.path, None, f"{title}not understood because of its errors"
        return
    for reason in report.not_understood:
        yield reason.path or report.path, reason.line, f"not understood: {reason.why}"


def _first_reason(report: FileReport, style: TextStyle) -> str:
    (path, line, words), *more = _entries(replace(report, schedules=()), broken=False)
    return _line(path, line, f"{words} (and {len(more):,} more)" if more else words, style)


def _line(path: str, line: int | None, words: str, style: TextStyle) -> str:
    return style.entry(path if line is None else f"{without_section(path)}:{line}", words)


def _title(suite: str | None) -> str:
    return detector_of(suite).title if suite in SUITES else "Python"


def _words(found: UnderstoodSchedule) -> str:
    peak = "not known" if found.peak_lr is None else format_rate(found.peak_lr)
    stepped = "not known" if found.stepped is None else found.stepped
    every = f"every {stepped}" if stepped in ("update", "epoch", "evaluation") else stepped
    name = f"schedule of {found.entry}" if found.entry else "schedule"
    assumed = "".join(f"; assumed: {one}" for one in found.assumed)
    batch = f", batch {' to '.join(map(format_count, dict.fromkeys(found.batch)))}" if found.batch else ""
    return f"{name}: {found.schedule}, peak {peak}, run: {_run(found)}{batch}, stepped: {every}{assumed}"


def _run(found: UnderstoodSchedule) -> str:
    if found.epochs is None:
        return "not known" if found.updates is None else plural(found.updates, "update")
    epochs = f"{format_count(found.epochs)} {'epoch' if found.epochs == 1 else 'epochs'}"
    if found.updates is None:
        return epochs
    each, rest = divmod(found.updates, found.epochs) if found.epochs and found.batch is None else (0, 1)
    return f"{epochs}, {plural(found.updates, 'update')}" if rest else f"{epochs} of {plural(int(each), 'update')}"
