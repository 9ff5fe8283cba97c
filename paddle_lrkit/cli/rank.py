"""``lrkit rank``"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import json_option
from paddle_lrkit.cli.schedule_options import ScheduleOptions, schedule_options
from paddle_lrkit.cli.script_options import ScriptCommand, set_option
from paddle_lrkit.errors import UsageError, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.plot.series import series_of
from paddle_lrkit.reports.output import ascii_only
from paddle_lrkit.reports.rank import rank_report
from paddle_lrkit.reports.report import print_report, terminal_style
from paddle_lrkit.suites.schedule import Schedule

if TYPE_CHECKING:
    import numpy as np

CATALOGUE_UPDATES = 10_000
CATALOGUE_REFERENCE = "CosineAnnealingDecay"


@click.command(
    "rank",
    cls=ScriptCommand,
    epilog=examples(
        "lrkit rank resnet18_digits_cosine resnet18_digits_step resnet18_digits_multistep",
        "lrkit rank --catalogue --updates 10000",
    ),
)
@click.argument("files", nargs=-1, type=ConfigFile(), metavar="FILE...")
@set_option
@schedule_options
@click.option("--catalogue", is_flag=True, help="Rank an example of every schedule that a config can name.")
@click.option(
    "--updates",
    type=int,
    metavar="N",
    help=f"Stretch every schedule to this length. [default: its own; {CATALOGUE_UPDATES:,} for the catalogue]",
)
@click.option(
    "--from",
    "run",
    metavar="RUN",
    help="Use the gradient norms that this run has logged, in place of 1.",
)
@click.option(
    "--reference",
    metavar="NAME",
    help=f"Schedule whose peak rate is tuned. [default: the first FILE; {CATALOGUE_REFERENCE} for the catalogue]",
)
@language_option
@json_option
def command(
    files: tuple[str, ...],
    options: ScheduleOptions,
    catalogue: bool,
    updates: int | None,
    run: str | None,
    reference: str | None,
    as_json: bool,
) -> None:
    """Order the schedules of config FILEs by the bound of convex optimization for their last iterate.

    Trains and fits nothing. Also prints how to move a tuned peak rate from one schedule to another, what the bound
    does not cover, and whether its order was confirmed for trainings like these.
    """
    if bool(files) == catalogue:
        raise UsageError(
            tr("give one or several files, or --catalogue without files")
            if catalogue
            else tr("give one or several files, or --catalogue")
        )
    if updates is not None:
        check_integer("--updates", updates, at_least=2)
    if catalogue:
        named = _catalogue()
        updates = updates or CATALOGUE_UPDATES
    else:
        named = {one.label: one.schedule for one in series_of(options.trained(files))}
    with _one_blas_thread():
        from paddle_lrkit.ranking.rank_schedules import rank_schedules

    reference = reference or (CATALOGUE_REFERENCE if catalogue else next(iter(named)))
    ranked = rank_schedules(named, updates, reference, None if run is None else _norms(run))
    if as_json:
        click.echo(json.dumps([each.to_json() for each in ranked]))
    else:
        print_report(rank_report(ranked, ascii_only(), run), terminal_style())


@contextmanager
def _one_blas_thread() -> Iterator[None]:
    """Inside the block NumPy is imported without threads for linear algebra, which would take as long as all else."""
    name = "OPENBLAS_NUM_THREADS"
    before = os.environ.get(name)
    os.environ.setdefault(name, "1")
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]


def _norms(run: str) -> np.ndarray:
    """The gradient norms of a run at each of its updates."""
    from paddle_lrkit.reports.gradient_norms import norms_of_run
    from paddle_lrkit.runs.log import log_path

    if not os.path.isfile(log_path(run)):
        raise UsageError(f"--from {run}: " + (tr("it has no log.jsonl") if os.path.isdir(run) else tr("no such run")))
    return norms_of_run(run)[1]


def _catalogue() -> dict[str, Schedule]:
    from paddle_lrkit.plot.catalogue import panels

    return {panel.name: panel.series.schedule for panel in panels()}
