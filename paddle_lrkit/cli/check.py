"""``lrkit check``: mistakes in the schedules of configs and scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import click

import paddle_lrkit
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.lint import report
from paddle_lrkit.lint.codes import select
from paddle_lrkit.lint.engine import CheckOptions, check_file, plain_path, without_section
from paddle_lrkit.lint.files import files_below
from paddle_lrkit.lint.finding import Finding
from paddle_lrkit.lint.fix import fixes, write
from paddle_lrkit.suites.detect import SUITES
from paddle_lrkit.units import LengthOptions

_FORMATS = ("text", "json", "github", "sarif")


@click.command("check", short_help="find mistakes in the schedules of configs and scripts")
@click.argument("paths", nargs=-1, required=True, metavar="FILE...")
@click.option("--select", "chosen", multiple=True, metavar="RULES", help="Only these: LR101, LR1, never-decays.")
@click.option("--ignore", "ignored", multiple=True, metavar="RULES", help="Not these.")
@click.option("--fix", "fixing", is_flag=True, help="Make the certain fixes in the files, and show the diff.")
@click.option("--dry-run", is_flag=True, help="With --fix: show the diff, write nothing.")
@click.option("--strict", is_flag=True, help="Exit with 1 on warnings too.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--format", "form", type=click.Choice(_FORMATS), default="text", help="Form of the findings.")
@click.option("--suite", type=click.Choice(["auto", *SUITES]), default="auto", help="Whose configs (default auto).")
@click.option("--variant", metavar="NAME", help="The program of the suite, such as run_pretrain or medicalseg.")
@click.option("--steps-per-epoch", type=click.IntRange(min=1), metavar="N", help="Updates in an epoch.")
@click.option("--images", type=click.IntRange(min=1), metavar="N", help="Samples in the training set.")
@click.option("--batch-size", type=click.IntRange(min=1), metavar="N", help="Samples per process.")
@click.option("--gpus", type=click.IntRange(min=1), metavar="N", help="Processes that share an epoch.")
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

    A comment `# lrkit: ignore=LR101` silences a rule for its line, or for the file when it has a line of its own. The
    exit code is 1 when there is an error.
    """
    if dry_run and not fixing:
        raise UsageError("--dry-run needs --fix")
    length = LengthOptions(steps_per_epoch, images, batch_size, gpus)
    options = CheckOptions(select(_words(chosen), _words(ignored)), suite, variant, length)
    names, files = files_below(paths), ConfigFiles()
    findings, skipped = _checked(names, options, paths, files)
    if fixing and _fix(findings, dry_run, files) and not dry_run:
        findings, _ = _checked(names, options, paths, files)
    _say_skipped(names, skipped, paths)
    _print(findings, "json" if as_json else form)
    bad = ("error", "warning") if strict else ("error",)
    return 1 if any(finding.severity in bad for finding in findings) else 0


def _words(groups: tuple[str, ...]) -> list[str]:
    return [word.strip() for group in groups for word in group.split(",") if word.strip()]


def _checked(
    names: Sequence[str], options: CheckOptions, asked: Sequence[str], files: ConfigFiles
) -> tuple[list[Finding], dict[str, str]]:
    """The findings of all files, each once, and why files were left out.

    A finding in a base that is not the base's own names the config that makes it one.

    Raises:
        ConfigError: A file that was named, and not found in a directory, cannot be read.
    """
    findings: dict[tuple[object, ...], Finding] = {}
    readers: dict[tuple[object, ...], list[str]] = {}
    skipped = {}
    for file in names:
        try:
            found = check_file(file, options, files)
        except ConfigError as error:
            if file in asked:
                raise
            found, skipped[file] = [], error.message
        if found is None:
            skipped[file] = ""
        for finding in found or ():
            key = tuple(finding.as_dict().values())
            findings.setdefault(key, finding)
            readers.setdefault(key, []).append(plain_path(without_section(file)))
    return [_with_reader(finding, readers[key]) for key, finding in findings.items()], skipped


def _with_reader(finding: Finding, readers: Sequence[str]) -> Finding:
    if finding.path in readers:
        return finding
    more = f" and {len(readers) - 1} more" if len(readers) > 1 else ""
    return replace(finding, message=f"{finding.message} (as read by {readers[0]}{more})")


def _say_skipped(files: Sequence[str], skipped: Mapping[str, str], named: Sequence[str]) -> None:
    """Names the files of directories that cannot be read, and those without a schedule when no other is left."""
    if not files:
        click.echo(f"no YAML or Python file below {', '.join(named)}", err=True)
    for file, reason in skipped.items():
        if reason:
            click.echo(f"{file}: left out: {reason}", err=True)
        elif len(skipped) == len(files):
            click.echo(f"{file}: no schedule in it", err=True)


def _fix(findings: Sequence[Finding], dry_run: bool, files: ConfigFiles) -> bool:
    """Whether there was something to fix; the diffs go to stderr."""
    changed = fixes(findings, files)
    for fixed in changed:
        if not dry_run:
            write(fixed)
        click.echo(fixed.diff, nl=False, err=True)
    return bool(changed)


def _print(findings: Sequence[Finding], form: str) -> None:
    if form == "sarif":
        click.echo(report.as_sarif(findings, paddle_lrkit.__version__))
        return
    text = {"text": report.as_text, "json": report.as_json, "github": report.as_github}[form](findings)
    if text:
        click.echo(text)
