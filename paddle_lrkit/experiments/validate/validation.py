"""Runs the checks one after the other and keeps the report up to date."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from paddle_lrkit.errors import UsageError, did_you_mean
from paddle_lrkit.experiments.validate import check_process
from paddle_lrkit.experiments.validate.case import CaseResult
from paddle_lrkit.experiments.validate.checks import CHECKS
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.experiments.validate.report import ValidationReport
from paddle_lrkit.messages import tr


def validate(
    names: Sequence[str], options: ValidationOptions, report: ValidationReport, notify: Callable[[CaseResult], None]
) -> None:
    """Runs checks and writes the report after each of them, so that an interruption keeps the results so far.

    Args:
        names: Names in `CHECKS`.
        options: Options of all checks.
        report: Collects the results.
        notify: Called with each result.
    """
    directory = Path(options.directory)
    began = time.monotonic()
    try:
        for name in names:
            for result in check_process.run_check(CHECKS[name], options):
                report.results.append(result)
                notify(result)
            report.seconds = round(time.monotonic() - began, 1)
            report.write(directory)
        report.complete = True
    finally:
        remove_leftovers(directory)
        report.write(directory)


def remove_leftovers(directory: Path) -> None:
    """Removes data, checkpoints, runs without a log and empty logs, which the report does not need."""
    shutil.rmtree(directory / "data", ignore_errors=True)
    for checkpoints in directory.glob("runs/*/checkpoints"):
        shutil.rmtree(checkpoints, ignore_errors=True)
    for run in directory.glob("runs/*"):
        if not (run / "log.jsonl").is_file():
            shutil.rmtree(run, ignore_errors=True)
    for log in directory.glob("logs/**/*"):
        if log.is_file() and not log.stat().st_size:
            log.unlink()
    launch = directory / "logs" / "launch"
    if launch.is_dir() and not any(launch.iterdir()):
        launch.rmdir()


def check_names(asked: str | None) -> list[str]:
    """Returns the checks of a comma-separated list in their usual order; all of them for None.

    Raises:
        UsageError: There is no such check.

    Example:
        >>> check_names("resume, rates")
        ['rates', 'resume']
    """
    if asked is None:
        return list(CHECKS)
    names = [name.strip() for name in asked.split(",") if name.strip()]
    for name in names or [asked]:
        if name not in CHECKS:
            hint = did_you_mean(name, CHECKS) or tr("; known: {}", tr(", ").join(CHECKS))
            raise UsageError(tr("--only: unknown check {!r}{}", name, hint))
    return [name for name in CHECKS if name in names]
