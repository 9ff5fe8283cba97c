"""``lrkit validate``"""

from __future__ import annotations

import datetime
import json
import os
import shlex
import sys
from pathlib import Path

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import device_option, json_option
from paddle_lrkit.diagnostics.device import choose_device
from paddle_lrkit.diagnostics.driver import read_driver
from paddle_lrkit.diagnostics.environment import environment_facts
from paddle_lrkit.diagnostics.paddle_info import read_paddle_info
from paddle_lrkit.errors import UsageError, os_reason
from paddle_lrkit.experiments.validate.case import STATUS_WORDS, CaseResult
from paddle_lrkit.experiments.validate.checks import CHECKS
from paddle_lrkit.experiments.validate.options import ValidationOptions
from paddle_lrkit.experiments.validate.report import ValidationReport, format_figures
from paddle_lrkit.experiments.validate.validation import check_names, validate
from paddle_lrkit.messages import tr
from paddle_lrkit.printable import printable
from paddle_lrkit.reports.output import print_text
from paddle_lrkit.text import padded
from paddle_lrkit.train.run_directory import new_run

_DEFAULT = Path("output/validate")
_COLORS = {"ok": "green", "fail": "red", "skip": "yellow", "info": "cyan"}


@click.command(
    "validate",
    epilog=examples(
        "lrkit validate",
        "lrkit validate --device gpu --report validation",
    ),
)
@device_option
@click.option(
    "--report",
    "directory",
    type=click.Path(file_okay=False),
    help=f"New directory to write to. [default: {_DEFAULT}[-N]]",
)
@click.option(
    "--updates", type=click.IntRange(1, 10000), help="Updates of each training. [default: depends on the check]"
)
@click.option("--only", metavar="NAME,...", help=f"Run only these checks: {','.join(CHECKS)}.")
@language_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    device: str | None,
    directory: str | None,
    updates: int | None,
    only: str | None,
    as_json: bool,
) -> None:
    """Compare the trainer with itself, a bare loop and the CPU, and write report.md, report.json and the runs.

    Checks rates, tasks, mixed precision, resume, several processes, speed, and compiled models. A check that the
    machine cannot run is skipped with a reason. The exit code is 1 if a check fails.
    """
    names = check_names(only)
    info, driver = read_paddle_info(), read_driver()
    options = ValidationOptions(choose_device(device, info), str(_directory(directory)), updates)
    report = ValidationReport(_call(), options.device, environment_facts(info, driver), _now())
    validate(names, options, report, _show)
    click.echo(_closing(report, options), err=True)
    if as_json:
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False))
    if report.failed:
        context.exit(1)


def _directory(asked: str | None) -> Path:
    """The new directory of the report."""
    try:
        if asked is None:
            return new_run(_DEFAULT).path.resolve()
        path = Path(asked)
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise UsageError(tr("--report {}: the directory is not empty; give a new one", asked))
    except OSError as error:
        raise UsageError(tr("--report {}: {}", asked or _DEFAULT, os_reason(error))) from error
    return path.resolve()


def _show(result: CaseResult) -> None:
    words = tr("; ").join(part for part in (result.reason, format_figures(result.figures)) if part)
    status = click.style(padded(str(STATUS_WORDS[result.status]), 4), fg=_COLORS[result.status])
    case = padded(result.case, 46)
    print_text(f"{status}  {result.check:<9}  {case}  {result.seconds:5.1f} s  {printable(words)}", err=True)


def _closing(report: ValidationReport, options: ValidationOptions) -> str:
    place = os.path.relpath(options.directory)
    return tr(
        "{}: {} in {:.0f} s; report: {}/report.md; runs: {}",
        report.verdict_words,
        report.counts_words,
        report.seconds,
        place,
        shlex.join(("lrkit", "board", f"{place}/runs")),
    )


def _call() -> str:
    return shlex.join(["lrkit", *sys.argv[1:]])


def _now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
