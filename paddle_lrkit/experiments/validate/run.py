"""All checks that are asked for, one after the other, with the report kept up to date."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from paddle_lrkit.errors import UsageError, did_you_mean
from paddle_lrkit.experiments.validate import check_process
from paddle_lrkit.experiments.validate.checks import CHECKS
from paddle_lrkit.experiments.validate.finding import Finding, Options
from paddle_lrkit.experiments.validate.report import Report


def validate(names: Sequence[str], options: Options, report: Report, tell: Callable[[Finding], None]) -> None:
    """Runs checks; the report is written after each, so that an interruption leaves what was found.

    Args:
        names: Of `CHECKS`.
        options: For all of them.
        report: Gets the findings.
        tell: Called with each finding.
    """
    directory = Path(options.directory)
    began = time.monotonic()
    try:
        for name in names:
            for finding in check_process.findings(CHECKS[name], options):
                report.findings.append(finding)
                tell(finding)
            report.seconds = round(time.monotonic() - began, 1)
            report.write(directory)
        report.complete = True
    finally:
        tidy(directory)
        report.write(directory)


def tidy(directory: Path) -> None:
    """Removes what a reader of the report does not need: data, checkpoints, runs without a log and empty logs."""
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
    """The checks of a comma-separated list, in their usual order; all of them for None.

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
            hint = did_you_mean(name, CHECKS) or f"; known: {', '.join(CHECKS)}"
            raise UsageError(f"--only: there is no check {name!r}{hint}")
    return [name for name in CHECKS if name in names]
