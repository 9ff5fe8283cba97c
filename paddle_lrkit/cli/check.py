"""``lrkit check``"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

import paddle_lrkit
from paddle_lrkit.cli.options import (
    COUNT,
    batch_size_option,
    images_option,
    steps_per_epoch_option,
    suite_option,
    variant_option,
)
from paddle_lrkit.config.edit.file_change import write_change
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint import report
from paddle_lrkit.lint.check_files import check_files, files_below
from paddle_lrkit.lint.codes import select
from paddle_lrkit.lint.engine import CheckOptions
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.lint.fix import fixes
from paddle_lrkit.units import LengthOptions

_FORMATS = ("text", "json", "github", "sarif")


@click.command("check")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--select", "chosen", multiple=True, metavar="RULES", help="Run only these: LR101, LR1, never-decays.")
@click.option("--ignore", "ignored", multiple=True, metavar="RULES", help="Do not run these.")
@click.option("--fix", "fixing", is_flag=True, help="Apply the safe fixes, and show the diff.")
@click.option("--dry-run", is_flag=True, help="With --fix: show the diff, write nothing.")
@click.option("--strict", is_flag=True, help="Exit with code 1 on warnings too.")
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON; the same as --format json.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", show_default=True, help="Output format.")
@suite_option
@variant_option
@steps_per_epoch_option
@images_option
@batch_size_option
@click.option("--gpus", type=COUNT, metavar="N", help="Number of GPUs.")
def command(
    paths: tuple[str, ...],
    chosen: tuple[str, ...],
    ignored: tuple[str, ...],
    fixing: bool,
    dry_run: bool,
    strict: bool,
    as_json: bool,
    form: str,
    suite: str,
    variant: str | None,
    steps_per_epoch: int | None,
    images: int | None,
    batch_size: int | None,
    gpus: int | None,
) -> int:
    """Find mistakes in the learning-rate schedules of FILE...: configs of every suite, Python scripts, directories.

    A comment `# lrkit: ignore=LR101` turns a rule off for its line; a comment alone on its line, for the whole file.
    The exit code is 1 if there is an error.
    """
    if dry_run and not fixing:
        raise UsageError("--dry-run needs --fix")
    length = LengthOptions(steps_per_epoch, images, batch_size, gpus)
    options = CheckOptions(select(_words(chosen), _words(ignored)), suite, variant, length)
    names, files = files_below(paths), ConfigFiles()
    findings, skipped = check_files(names, options, paths, files)
    if fixing and _fix(findings, dry_run, files) and not dry_run:
        findings, _ = check_files(names, options, paths, files)
    _report_skipped(names, skipped, paths)
    _print(findings, "json" if as_json else form)
    bad = ("error", "warning") if strict else ("error",)
    return 1 if any(finding.severity in bad for finding in findings) else 0


def _words(groups: tuple[str, ...]) -> list[str]:
    return [word.strip() for group in groups for word in group.split(",") if word.strip()]


def _report_skipped(files: Sequence[str], skipped: Mapping[str, str], named: Sequence[str]) -> None:
    """Names the files that cannot be read, and those without a schedule if no file has one."""
    if not files:
        click.echo(f"no YAML or Python file in {', '.join(named)}", err=True)
    for file, reason in skipped.items():
        if reason:
            click.echo(f"{file}: skipped: {reason}", err=True)
        elif len(skipped) == len(files):
            click.echo(f"{file}: no schedule found", err=True)


def _fix(findings: Sequence[Finding], dry_run: bool, files: ConfigFiles) -> bool:
    """Whether there was something to fix; the diffs go to standard error."""
    changed = fixes(findings, files)
    for fixed in changed:
        if not dry_run:
            write_change(fixed)
        click.echo(fixed.diff, nl=False, err=True)
    return bool(changed)


def _print(findings: Sequence[Finding], form: str) -> None:
    if form == "sarif":
        click.echo(report.as_sarif(findings, paddle_lrkit.__version__))
        return
    text = {"text": report.as_text, "json": report.as_json, "github": report.as_github}[form](findings)
    if text:
        click.echo(text)
