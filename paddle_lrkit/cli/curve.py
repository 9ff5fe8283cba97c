"""``lrkit curve``: prints the learning rate of a config."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

import click

from paddle_lrkit.cli.schedule_options import read_schedule, schedule_options
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.plot.landmarks import landmarks
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import format_count, format_epoch
from paddle_lrkit.units import RunLength, parse_duration

MOST_ROWS = 5_000_000


@click.command("curve", short_help="print the learning rate of a config")
@click.argument("file")
@schedule_options
@click.option("--at", "at", multiple=True, metavar="UPDATES", help="These updates: 0,500,5ep,50%.")
@click.option("--every", metavar="UPDATES", help="Every so many updates from 0 on: 100, 1ep.")
@click.option(
    "--json", "as_json", is_flag=True, help="Print suite, steps_per_epoch, total_updates, steps and lr as JSON."
)
def command(
    file: str,
    steps_per_epoch: int | None,
    overrides: tuple[str, ...],
    gpus: int,
    at: tuple[str, ...],
    every: str | None,
    as_json: bool,
) -> None:
    """Print the learning rate of FILE, a config or a script with one schedule, at single updates.

    Without --at and --every: at the start, around the warmup's end and each jump, at some epochs and at the last
    update.
    """
    schedule = read_schedule(file, steps_per_epoch, overrides, gpus)
    chosen = _chosen(schedule, at, every)
    text = _json(schedule, chosen) if as_json else _table(schedule, chosen)
    try:
        click.echo(text)
    except UnicodeEncodeError:
        from paddle_lrkit.reports.terminal import print_text

        print_text(text)


def _chosen(schedule: Schedule, at: tuple[str, ...], every: str | None) -> Mapping[int, str] | list[int]:
    """The updates to print; those of the landmarks with the reason."""
    if at and every is not None:
        raise UsageError("give --at or --every, not both")
    if at:
        return [_update(schedule, "--at", text) for group in at for text in group.split(",")]
    if every is None:
        return landmarks(schedule)
    stride = _update(schedule, "--every", every)
    if stride < 1:
        raise UsageError(f"--every {every}: must be one update or more")
    chosen = range(0, schedule.total_updates, stride)
    if len(chosen) > MOST_ROWS:
        least = -(-schedule.total_updates // MOST_ROWS)
        raise UsageError(
            f"--every {every}: that is {len(chosen):,} updates, at most {MOST_ROWS:,} are printed; take {least} or more"
        )
    return list(chosen)


def _update(schedule: Schedule, option: str, text: str) -> int:
    """A number of updates, bare or with a unit."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,15}", text):
        return int(text)
    try:
        return parse_duration(text).updates(RunLength(schedule.total_updates, schedule.steps_per_epoch))
    except ConfigError as error:
        unknown = "is not known" in error.message
        reason = error.message if unknown else "must be updates such as 500, or carry a unit: 500it, 5ep, 50%"
        raise UsageError(f"{option} {text}: {reason}") from None


def _json(schedule: Schedule, chosen: Mapping[int, str] | list[int]) -> str:
    steps = list(chosen)
    values = {
        "suite": schedule.suite,
        "steps_per_epoch": schedule.steps_per_epoch,
        "total_updates": schedule.total_updates,
        "steps": steps,
        "lr": [schedule.curve(step) for step in steps],
    }
    return json.dumps(values)


def _table(schedule: Schedule, chosen: Mapping[int, str] | list[int]) -> str:
    reasons = chosen if isinstance(chosen, Mapping) else {}
    rows = [("update", "epoch", "learning rate", "")]
    rows += [_row(schedule, update, reasons.get(update, "")) for update in chosen]
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    lines = [
        f"{update:>{widths[0]}}  {epoch:>{widths[1]}}  {rate:<{widths[2]}}  {reason}".rstrip()
        for update, epoch, rate, reason in rows
    ]
    return "\n".join([_heading(schedule), "", *lines])


def _row(schedule: Schedule, update: int, reason: str) -> tuple[str, str, str, str]:
    steps = schedule.steps_per_epoch
    epoch = format_epoch(update, steps) if steps else "-"
    after = "after the last" if update >= schedule.total_updates else ""
    return f"{update:,}", epoch, f"{schedule.curve(update):.10g}", reason or after


def _heading(schedule: Schedule) -> str:
    counted = "calls of step()" if schedule.suite == "python" and not schedule.steps_per_epoch else "updates"
    length = f"{format_count(schedule.total_updates)} {counted}"
    if schedule.steps_per_epoch:
        length += f", {format_count(schedule.steps_per_epoch)} an epoch"
    if schedule.rate_factor != 1:
        length += f", rates times {schedule.rate_factor:.4g} for the batch size"
    if schedule.plateau is not None:
        length += f"; the rate also depends on {_watched(schedule.plateau.metric)}, which no config knows"
    return f"{schedule.file}: {schedule.name} ({schedule.suite}), {length}"


def _watched(metric: str) -> str:
    return f"the metric {metric}" if metric else "a metric"
