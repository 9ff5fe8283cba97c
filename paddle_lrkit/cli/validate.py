"""``lrkit validate``"""

from __future__ import annotations

import datetime
import json
import os
import platform
import re
import shlex
import sys
from pathlib import Path

import click

import paddle_lrkit
from paddle_lrkit.cli.options import device_option, json_option
from paddle_lrkit.diagnostics.driver import Driver, read_driver
from paddle_lrkit.diagnostics.libraries import cudnn_version, nccl_version
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo, read_paddle_info
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.experiments.validate.checks import CHECKS
from paddle_lrkit.experiments.validate.finding import Finding, Options
from paddle_lrkit.experiments.validate.report import Report, shown
from paddle_lrkit.experiments.validate.run import check_names, validate
from paddle_lrkit.train.run_directory import new_run
from paddle_lrkit.train.runtime.cores import core_count

_DEFAULT = Path("output/validate")
_COLORS = {"ok": "green", "fail": "red", "skip": "yellow", "info": "cyan"}


@click.command("validate")
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
    found, driver = read_paddle_info(), read_driver()
    options = Options(chosen_device(device, found), str(_directory(directory)), updates)
    report = Report(_call(), options.device, machine(found, driver), _now())
    validate(names, options, report, _tell)
    click.echo(_closing(report, options), err=True)
    if as_json:
        click.echo(json.dumps(report.to_dict(), ensure_ascii=False))
    if report.failed:
        context.exit(1)


def chosen_device(asked: str | None, found: PaddleInfo) -> str:
    """The device to validate.

    Args:
        asked: What the user wants; None for a GPU when Paddle can compute on one.
        found: What Paddle said about itself.

    Raises:
        LrkitError: Paddle does not import.
        UsageError: There is no such device.
    """
    if not found.version:
        raise LrkitError(f"Paddle cannot be imported: {found.error}; run lrkit doctor")
    if asked is None:
        return "gpu" if found.computes else "cpu"
    if not re.fullmatch(r"cpu|gpu(:\d+)?", asked):
        raise UsageError(f"--device {asked}: must be cpu, gpu or gpu:<number>")
    reason = _why_not(asked, found) if asked != "cpu" else ""
    if reason:
        raise UsageError(f"--device {asked}: the installed Paddle {found.version} {reason}; run lrkit doctor")
    return asked


def _why_not(asked: str, found: PaddleInfo) -> str:
    """Why a GPU cannot be validated, or an empty text."""
    if not found.gpu_count:
        return "sees no GPU" if found.cuda else "was built without CUDA"
    if int(asked.partition(":")[2] or 0) >= found.gpu_count:
        return f"sees {found.gpu_count} GPUs, numbered from 0"
    return "" if found.computes else f"cannot compute on the GPU: {found.error or 'it gave no answer'}"


def machine(found: PaddleInfo, driver: Driver) -> dict[str, str]:
    """What the report says about the machine."""
    built = f", CUDA {found.cuda}" if found.cuda else ", CPU build"
    facts = {
        "paddle_lrkit": paddle_lrkit.__version__,
        "Paddle": found.version + built,
        "GPU": ", ".join(driver.names) if found.gpu_count else "",
        "compute capability": ", ".join(f"{major}.{minor}" for major, minor in driver.capabilities),
        "driver": driver.version,
        "cuDNN": cudnn_version(found.cudnn),
        "NCCL": nccl_version(found.nccl),
        "Python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "cores": str(core_count()),
        "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "not set"),
    }
    return {name: text for name, text in facts.items() if text}


def _directory(asked: str | None) -> Path:
    """A new directory for the report."""
    try:
        if asked is None:
            return new_run(_DEFAULT).path.resolve()
        path = Path(asked)
        path.mkdir(parents=True, exist_ok=True)
        if any(path.iterdir()):
            raise UsageError(f"--report {asked}: the directory is not empty; name a new one")
    except OSError as error:
        raise UsageError(f"--report {asked or _DEFAULT}: {error.strerror or error}") from error
    return path.resolve()


def _tell(finding: Finding) -> None:
    words = "; ".join(part for part in (finding.reason, shown(finding.figures)) if part)
    status = click.style(f"{finding.status:<4}", fg=_COLORS[finding.status])
    click.echo(f"{status}  {finding.check:<9}  {finding.case:<46}  {finding.seconds:5.1f} s  {words}", err=True)


def _closing(report: Report, options: Options) -> str:
    counts = ", ".join(f"{number} {status}" for status, number in report.counts().items())
    place = os.path.relpath(options.directory)
    return (
        f"{report.verdict}: {counts} in {report.seconds:.0f} s; the report is {place}/report.md, "
        f"its runs: lrkit board {place}/runs"
    )


def _call() -> str:
    return shlex.join(["lrkit", *sys.argv[1:]])


def _now() -> str:
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")
