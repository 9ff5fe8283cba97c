"""``lrkit rank``: orders schedules without training."""

from __future__ import annotations

import json
from typing import Any

import click

from paddle_lrkit.cli.options import ScheduleOptions, json_option, schedule_options
from paddle_lrkit.errors import ConfigError, UsageError, check_integer, unknown_name
from paddle_lrkit.plot.series import series_of
from paddle_lrkit.reports.output import ascii_only, columns, print_text
from paddle_lrkit.reports.rank_page import Row, heights, page
from paddle_lrkit.suites.schedule import Schedule

CATALOGUE_UPDATES = 10_000
CATALOGUE_REFERENCE = "CosineAnnealingDecay"
MOST_COLUMNS = 110


@click.command("rank")
@click.argument("files", nargs=-1, metavar="FILE...")
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
    "reference",
    metavar="NAME",
    help=f"Schedule whose peak rate is tuned. [default: the first FILE; {CATALOGUE_REFERENCE} for the catalogue]",
)
@json_option
def command(
    files: tuple[str, ...],
    options: ScheduleOptions,
    catalogue: bool,
    updates: int | None,
    reference: str | None,
    as_json: bool,
) -> None:
    """Order the schedules of config FILEs by the bound of convex optimization for their last iterate.

    Trains and fits nothing. Also prints how to move a tuned peak rate from one schedule to another, and what the
    bound does not cover.
    """
    if bool(files) == catalogue:
        raise UsageError("give one or several files, or --catalogue" + " without files" * catalogue)
    if updates is not None:
        check_integer("--updates", updates, at_least=2)
    if catalogue:
        named = _catalogue()
        updates = updates or CATALOGUE_UPDATES
    else:
        schedules = [options.schedule(file) for file in files]
        named = {one.label: one.schedule for one in series_of(schedules)}
    rows = ranked(named, updates, reference or (CATALOGUE_REFERENCE if catalogue else next(iter(named))))
    if as_json:
        click.echo(json.dumps([row.values for row in rows]))
    else:
        print_text("\n".join(page(rows, ascii_only(), columns(MOST_COLUMNS))))


def ranked(named: dict[str, Schedule], updates: int | None, reference: str) -> list[Row]:
    """The schedules, the best first.

    Args:
        named: Name -> schedule.
        updates: Length of all; None for each one's own.
        reference: Name of the schedule whose peak rate is tuned.

    Raises:
        UsageError: A schedule depends on a metric.
        ConfigError: A schedule cannot be ranked, or there is none of the reference's name.
    """
    from paddle_lrkit.ranking.convex_bound import convex_bound, peak_factor, rank

    if reference not in named:
        raise unknown_name("schedule", reference, list(named), key="--from")
    rates = {name: _rates(name, schedule, updates) for name, schedule in named.items()}
    bounds = {}
    for name, drawn in rates.items():
        try:
            bounds[name] = convex_bound(drawn)
        except ConfigError as error:
            raise ConfigError(error.message, file=named[name].file or name) from None
    rows = []
    for place in rank(bounds):
        bound, factor = place.bound, peak_factor(bounds[reference], place.bound)
        values = {
            "name": place.name,
            "file": named[place.name].file,
            "schedule": named[place.name].name,
            "rank": place.rank,
            "tied": place.tied,
            "score": bound.score,
            "excess": place.excess,
            "gamma": bound.gamma,
            "updates": len(rates[place.name]),
            "zero_rates": bound.zeros,
            "peak_lr": bound.peak,
            "reference": reference,
            "peak_factor": factor,
            "moved_peak_lr": bounds[reference].peak * factor,
        }
        rows.append(Row(values, heights(rates[place.name] / bound.peak)))
    return rows


def _catalogue() -> dict[str, Schedule]:
    from paddle_lrkit.plot.catalogue import panels

    return {panel.name: panel.series.schedule for panel in panels()}


def _rates(name: str, schedule: Schedule, updates: int | None) -> Any:
    """The rates of the run, or of the run brought to another length."""
    from paddle_lrkit.ranking.convex_bound import rates_of, stretched_rates

    if schedule.plateau is not None:
        raise UsageError(
            f"{schedule.file or name}: the rate of {schedule.name or 'ReduceOnPlateau'} depends on a metric, so it has "
            "no rank before a run (lrkit plot --plateau-on RUN shows what it would have done in one)"
        )
    curve, own = schedule.curve, schedule.total_updates
    if updates is None or updates == own:
        return rates_of(curve, own)
    return stretched_rates(curve, own, updates)
