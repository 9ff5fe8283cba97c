"""What was understood of each file, as lines of text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from paddle_lrkit.lint.check_files import CheckResult
from paddle_lrkit.lint.engine import without_section
from paddle_lrkit.lint.file_report import FileReport, UnderstoodSchedule
from paddle_lrkit.messages import Message, tr
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
        lines.append(tr("{} not understood; --verbose lists them", plural(len(others[MOST:]), "more file")))
    return lines


def _entries(report: FileReport, broken: bool) -> Iterator[tuple[str, int | None, str]]:
    """File, line and words of each schedule and of each thing that was not understood."""
    title = str(report.program or _title(report.suite)) if report.suite else ""
    for schedule in report.schedules:
        if schedule.script is not None:
            yield schedule.script.path, schedule.line, schedule.script.words
        else:
            yield report.path, schedule.line, _after(title, _words(schedule))
    if broken and report.not_understood:
        yield report.path, None, _after(title, tr("not understood because of its errors"))
        return
    for reason in report.not_understood:
        yield reason.path or report.path, reason.line, tr("not understood: {}", reason.why)


def _after(title: str, words: str) -> str:
    return tr("{}, {}", title, words) if title else words


def _first_reason(report: FileReport, style: TextStyle) -> str:
    (path, line, words), *more = _entries(replace(report, schedules=()), broken=False)
    return _line(path, line, tr("{} (and {:,} more)", words, len(more)) if more else words, style)


def _line(path: str, line: int | None, words: str, style: TextStyle) -> str:
    return style.entry(path if line is None else f"{without_section(path)}:{line}", words)


def _title(suite: str | None) -> str:
    return detector_of(suite).title if suite in SUITES else "Python"


def _words(found: UnderstoodSchedule) -> str:
    peak = tr("not known") if found.peak_lr is None else format_rate(found.peak_lr)
    stepped = found.stepped or tr("not known")
    every = str(_EVERY.get(stepped, stepped))
    name = tr("schedule of {}", found.entry) if found.entry else tr("schedule")
    assumed = "".join(tr("; assumed: {}", one) for one in found.assumed)
    batch = tr(", batch {}", tr(" to ").join(map(format_count, dict.fromkeys(found.batch)))) if found.batch else ""
    return tr(
        "{}: {}, peak {}, run: {}{}, stepped: {}{}", name, found.schedule, peak, _run(found), batch, every, assumed
    )


_EVERY = {
    "update": Message("every update"),
    "epoch": Message("every epoch"),
    "evaluation": Message("every evaluation"),
    "batch": Message("batch"),
    "update and epoch": Message("update and epoch"),
    "never": Message("never"),
    "other": Message("other"),
}
"""How often the rate moves, in words."""


def _run(found: UnderstoodSchedule) -> str:
    if found.epochs is None:
        return tr("not known") if found.updates is None else plural(found.updates, "update")
    epochs = tr("{} epoch", 1) if found.epochs == 1 else tr("{} epochs", format_count(found.epochs))
    if found.updates is None:
        return epochs
    each, rest = divmod(found.updates, found.epochs) if found.epochs and found.batch is None else (0, 1)
    if rest:
        return tr("{}, {}", epochs, plural(found.updates, "update"))
    updates = plural(int(each), "update")
    if found.epochs == 1:
        return tr("{} epoch of {}", 1, updates)
    return tr("{} epochs of {}", format_count(found.epochs), updates)
