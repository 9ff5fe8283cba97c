"""``lrkit check``"""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

import paddle_lrkit
from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import (
    COUNT,
    base_option,
    batch_size_option,
    images_option,
    steps_per_epoch_option,
    suite_option,
)
from paddle_lrkit.cli.script_options import ScriptCommand, check_scripts, read_options, set_option
from paddle_lrkit.cli.selection_options import selection_options
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.check_files import CheckResult, check_files
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.codes import select
from paddle_lrkit.lint.file_checks import default_jobs
from paddle_lrkit.lint.find_files import FoundFiles, find_files
from paddle_lrkit.messages import tr
from paddle_lrkit.reports.check.progress import check_progress
from paddle_lrkit.reports.check.style import TextStyle
from paddle_lrkit.reports.check.text import diff_text, findings_text, summary_text
from paddle_lrkit.reports.output import columns, is_terminal, print_document, print_text, wants_color, write_output
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.units import LengthOptions

if TYPE_CHECKING:
    from paddle_lrkit.config.edit.file_change import FileChange

_TEXT_FORMATS = ("text", "full", "concise")
_FORMATS = (*_TEXT_FORMATS, "json", "github", "gitlab", "junit", "sarif")


@click.command(
    "check",
    cls=ScriptCommand,
    epilog=examples(
        "lrkit check resnet18_digits_cosine",
        "lrkit check resnet18_digits_cosine ernie_tiny_mlm --format github",
        "lrkit check train.py -- --epochs 50",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=ConfigFile(), metavar="FILE...")
@click.option("--select", "chosen", multiple=True, metavar="RULES", help="Run only these: LR101, LR1, never-decays.")
@click.option("--ignore", "ignored", multiple=True, metavar="RULES", help="Do not run these.")
@click.option("--exclude", "excludes", multiple=True, metavar="PATTERNS", help="Leave out in directories: old, a/*.py.")
@click.option("--fix", "fixing", is_flag=True, help="Apply the safe fixes, and show the diff.")
@click.option("--dry-run", is_flag=True, help="With --fix: show the diff, write nothing.")
@click.option("--strict", is_flag=True, help="Exit with code 1 on warnings and on files that are not understood.")
@click.option("-v", "--verbose", is_flag=True, help="List every file and every finding.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; the same as --format json.")
@click.option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="text",
    help="Output format. [default: text, which is full on a terminal and concise elsewhere]",
)
@click.option("-O", "--output", metavar="FILE", help="Write the JSON, gitlab, junit or sarif report to FILE.")
@click.option("--jobs", type=COUNT, metavar="N", help="Processes. [default: one a core, fewer for few files]")
@suite_option
@selection_options
@base_option
@steps_per_epoch_option
@images_option
@batch_size_option
@click.option("--gpus", type=COUNT, metavar="N", help="Number of GPUs.")
@set_option
@language_option
def command(
    paths: tuple[str, ...],
    chosen: tuple[str, ...],
    ignored: tuple[str, ...],
    excludes: tuple[str, ...],
    fixing: bool,
    dry_run: bool,
    strict: bool,
    verbose: bool,
    as_json: bool,
    form: str,
    output: str | None,
    jobs: int | None,
    suite: str,
    selection: Selection,
    base: str | None,
    steps_per_epoch: int | None,
    images: int | None,
    batch_size: int | None,
    gpus: int | None,
    settings: tuple[tuple[str, str], ...],
) -> int:
    """Find mistakes in the learning-rate schedules of FILE...: configs of every suite, Python scripts, directories.

    A script is read and not executed; what follows `--` are arguments of it: lrkit check train.py -- --epochs 50.
    A comment `# lrkit: ignore=LR101` turns a rule off for its line; a comment alone on its line, for the whole file.
    The exit code is 1 if there is an error.
    """
    if dry_run and not fixing:
        raise UsageError(tr("--dry-run needs --fix"))
    form = "json" if as_json else form
    if output is not None and form in (*_TEXT_FORMATS, "github"):
        raise UsageError(tr("-O needs --format json, gitlab, junit or sarif"))
    length = LengthOptions(steps_per_epoch, images, batch_size, gpus)
    reading = read_options(settings, length)
    check_scripts(paths, reading)
    rules = select(_words(chosen), _words(ignored))
    options = CheckOptions(rules, suite, selection, base, length, reading.arguments, reading.settings)
    files = ConfigFiles()
    found = find_files(paths, _words(excludes), files)
    jobs = jobs or default_jobs(len(found.files))
    result = _checked(found, options, files, jobs)
    changes = _fix(result, files, dry_run) if fixing else None
    if changes and not dry_run:
        files = ConfigFiles()
        result = _checked(found, options, files, jobs)
    if form in _TEXT_FORMATS:
        full = form == "full" or (form == "text" and is_terminal())
        _print(result, files, TextStyle(full, verbose, wants_color(), columns()), changes, dry_run)
    elif output is not None:
        write_output(output, f"{_machine_report(form, result, strict)}\n")
        click.echo(tr("wrote {}", output))
    elif text := _machine_report(form, result, strict):
        click.echo(text)
    return 1 if result.fails(strict) else 0


def _checked(found: FoundFiles, options: CheckOptions, files: ConfigFiles, jobs: int) -> CheckResult:
    with check_progress(len(found.files)) as progress:
        return check_files(found, options, files, jobs, progress)


def _fix(result: CheckResult, files: ConfigFiles, dry_run: bool) -> list[FileChange]:
    """Writes the certain fixes, unless it is a dry run."""
    from paddle_lrkit.config.edit.file_change import write_change
    from paddle_lrkit.lint.fix import fixes

    changes = fixes(result.findings, files)
    for change in [] if dry_run else changes:
        write_change(change)
    return changes


def _words(groups: tuple[str, ...]) -> list[str]:
    return [word.strip() for group in groups for word in group.split(",") if word.strip()]


def _print(
    result: CheckResult, files: ConfigFiles, style: TextStyle, changes: list[FileChange] | None, dry_run: bool
) -> None:
    """Prints findings, the diff of ``--fix`` and the summary."""
    found, blank = findings_text(result, files, style), "\n" if style.full else ""
    if found:
        print_text(found + blank)
    if changes is not None:
        diff = diff_text(changes, dry_run, style) + blank
        print_text(diff) if style.color else print_document(f"{diff}\n")
    print_text(summary_text(result, style))


def _machine_report(form: str, result: CheckResult, strict: bool) -> str:
    if form == "json":
        from paddle_lrkit.reports.check.as_json import json_report

        return json_report(result)
    if form == "github":
        from paddle_lrkit.reports.check.github import github_report

        return github_report(result)
    if form == "gitlab":
        from paddle_lrkit.reports.check.gitlab import gitlab_report

        return gitlab_report(result)
    if form == "junit":
        from paddle_lrkit.reports.check.junit import junit_report

        return junit_report(result, strict)
    from paddle_lrkit.reports.check.sarif import sarif_report

    return sarif_report(result, paddle_lrkit.__version__)
