"""``lrkit curve``"""

from __future__ import annotations

import json
import re

import click

from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import json_option
from paddle_lrkit.cli.schedule_options import ScheduleOptions, schedule_options
from paddle_lrkit.cli.script_options import ScriptCommand, set_option
from paddle_lrkit.errors import ConfigError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.plot.landmarks import landmarks
from paddle_lrkit.reports.curve import rate_table
from paddle_lrkit.reports.curve_csv import rate_csv
from paddle_lrkit.reports.output import print_document, write_output
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.schedule_group import ScheduleGroup
from paddle_lrkit.units import RunLength, parse_duration

MOST_ROWS = 5_000_000


@click.command(
    "curve",
    cls=ScriptCommand,
    epilog=examples(
        "lrkit curve resnet18_digits_cosine",
        "lrkit curve resnet18_digits_cosine --at 0,100,200 --json",
        "lrkit curve resnet18_digits_cosine -o Optimizer.lr.learning_rate=0.05 --csv",
    ),
)
@click.argument("file", type=ConfigFile())
@set_option
@schedule_options
@click.option("--at", multiple=True, metavar="UPDATES", help="Print these updates, such as 0,500,5ep,50%.")
@click.option("--every", metavar="UPDATES", help="Distance between the updates to print, such as 100 or 1ep.")
@json_option
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV. Without --at and --every: every update.")
@click.option("-O", "--output", metavar="FILE", help="Write CSV to FILE (.csv) instead.")
@language_option
def command(
    file: str,
    options: ScheduleOptions,
    at: tuple[str, ...],
    every: str | None,
    as_json: bool,
    as_csv: bool,
    output: str | None,
) -> None:
    """Print the learning rate of FILE, a config or a script. What follows `--` are arguments of the script.

    Without --at and --every: at the first and last update, at the end of the warmup, around each jump and at some
    epochs.
    """
    if as_json and (as_csv or output is not None):
        raise UsageError(tr("give --json or CSV, not both"))
    if output is not None and not output.lower().endswith(".csv"):
        raise UsageError(tr("-O {}: must end in .csv; lrkit plot -O writes pictures", output))
    schedule = options.schedule(file)
    if schedule.suite == "python" and schedule.plateau is not None:
        raise UsageError(
            tr(
                "{}: {} follows a metric that only a run gives; lrkit plot --plateau-on LOG shows what it would have "
                "done in one",
                schedule.file,
                schedule.name,
            )
        )
    wants_csv = as_csv or output is not None
    chosen = _chosen(schedule, at, "1" if wants_csv and not at and every is None else every)
    if output is not None:
        write_output(output, rate_csv(schedule, chosen))
        click.echo(tr("wrote {}", output))
        return
    if wants_csv:
        print_document(rate_csv(schedule, chosen))
        return
    click.echo(_json(schedule, list(chosen)) if as_json else rate_table(schedule, chosen))


def _chosen(schedule: Schedule, at: tuple[str, ...], every: str | None) -> dict[int, str] | list[int]:
    """The updates to print; landmarks with their meaning."""
    if at and every is not None:
        raise UsageError(tr("give --at or --every, not both"))
    if at:
        return [_update(schedule, "--at", text) for group in at for text in group.split(",")]
    if every is None:
        return landmarks(schedule)
    stride = _update(schedule, "--every", every)
    if stride < 1:
        raise UsageError(tr("--every {}: must be one update or more", every))
    if schedule.length.plan is not None:
        return _multiples(schedule, every)
    chosen = range(0, schedule.total_updates, stride)
    if len(chosen) > MOST_ROWS:
        least = -(-schedule.total_updates // MOST_ROWS)
        raise UsageError(
            tr(
                "--every {}: gives {:,} updates, and at most {:,} are printed; give {} or more",
                every,
                len(chosen),
                MOST_ROWS,
                least,
            )
        )
    return list(chosen)


def _multiples(schedule: Schedule, every: str) -> list[int]:
    """The ends of whole numbers of a duration, whose updates are not always as many."""
    duration = parse_duration(f"{every}it" if re.fullmatch(r"[0-9]{1,15}", every.strip()) else every)
    return [at for at in range(schedule.total_updates) if duration.ends_at(at, schedule.length)][:MOST_ROWS]


def _update(schedule: Schedule, option: str, text: str) -> int:
    """A number of updates, bare or with a unit."""
    text = text.strip()
    if re.fullmatch(r"[0-9]{1,15}", text):
        return int(text)
    try:
        duration = parse_duration(text)
    except ConfigError:
        wanted = tr("must be updates such as 500, or have a unit: 500it, 5ep, 50%")
        raise UsageError(tr("{}: {}", f"{option} {text}", wanted)) from None
    try:
        return duration.updates(_length(schedule))
    except ConfigError as error:
        raise UsageError(tr("{}: {}", f"{option} {text}", error.message)) from None


def _group(group: ScheduleGroup, schedule: Schedule, steps: list[int]) -> dict[str, object]:
    curve = group.rates(schedule.curve)
    return {
        "name": group.name,
        "match": list(group.patterns),
        "lr": [curve(step) for step in steps],
        "frozen": group.frozen,
        "weight_decay": group.weight_decay,
    }


def _length(schedule: Schedule) -> RunLength:
    """What durations are counted in."""
    if schedule.length.plan is not None:
        return schedule.length
    return RunLength(schedule.total_updates, schedule.steps_per_epoch)


def _json(schedule: Schedule, steps: list[int]) -> str:
    values: dict[str, object] = {
        "suite": schedule.suite,
        "steps_per_epoch": schedule.steps_per_epoch,
        "total_updates": schedule.total_updates if schedule.unit == "update" else None,
        "steps": steps,
        "lr": [schedule.curve(step) for step in steps],
    }
    plan = schedule.length.plan
    if plan is not None:
        values["batch_size"] = [plan.global_batch(step) for step in steps]
        values["samples"] = [plan.samples(step) for step in steps]
    if schedule.entry:
        values["entry"] = schedule.entry
    if schedule.groups:
        values["groups"] = [_group(group, schedule, steps) for group in schedule.groups]
    if schedule.assumed:
        values["assumed"] = list(schedule.assumed)
    if schedule.unit != "update":
        values |= {"unit": schedule.unit, "total": schedule.total_updates}
    return json.dumps(values)
