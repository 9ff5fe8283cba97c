"""``lrkit predict``"""

from __future__ import annotations

import json

import click

from paddle_lrkit.advise.models import TASKS
from paddle_lrkit.cli.audit import named_columns
from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import COUNT, json_option
from paddle_lrkit.cli.schedule_options import ScheduleOptions, schedule_options
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.messages import Message, current_language, tr
from paddle_lrkit.plot.output import picture_suffix
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.chart import picture_words, show_chart, write_chart
from paddle_lrkit.reports.output import columns as terminal_columns
from paddle_lrkit.reports.output import write_output
from paddle_lrkit.suites.table import SUITES
from paddle_lrkit.text import join_names

MOST_COLUMNS = 110
_LIST = "--schedule"


class PredictCommand(click.Command):
    """Several files may follow ``--schedule``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        expanded: list[str] = []
        listing = False
        for place, argument in enumerate(args):
            if argument.startswith("-") and argument != "-":
                listing = argument == _LIST
            elif listing and args[place - 1] != _LIST:
                expanded.append(_LIST)
            expanded.append(argument)
        return super().parse_args(ctx, expanded)


@click.command(
    "predict",
    cls=PredictCommand,
    epilog=examples(
        "lrkit predict output/resnet18_digits_cosine --schedule resnet18_digits_step",
        "lrkit predict output/resnet18_digits_cosine --best",
    ),
)
@click.argument("runs", nargs=-1, required=True, metavar="RUN...")
@click.option(
    "--schedule",
    "schedules",
    multiple=True,
    type=ConfigFile(),
    metavar="FILE...",
    help="Config, script, CSV with step and lr, or JSON of lrkit curve. [default: the schedules of the runs]",
)
@click.option("--to", "updates", type=COUNT, metavar="N", help="Stretch every schedule to N updates.")
@click.option("--best", is_flag=True, help="Propose the schedule with the least forecast loss, beside the advice.")
@click.option("--task", type=click.Choice([*TASKS]), help="With --best: task of lrkit advise. [default: of the suite]")
@click.option("--write", metavar="FILE", help="With --best: write the schedule as a config.")
@click.option("--write-suite", type=click.Choice([*SUITES]), help="Suite that --write writes for. [default: lrkit]")
@schedule_options
@click.option(
    "--columns",
    metavar="NAME=COLUMN,...",
    help="Columns of a table, such as step=iteration,loss=nll. [default: found by their names]",
)
@click.option("-O", "--output", metavar="FILE", help="Draw the losses: .svg, .png, .pdf or .html.")
@language_option
@json_option
def command(
    runs: tuple[str, ...],
    schedules: tuple[str, ...],
    updates: int | None,
    best: bool,
    task: str | None,
    write: str | None,
    write_suite: str | None,
    options: ScheduleOptions,
    columns: str | None,
    output: str | None,
    as_json: bool,
) -> int:
    """Forecast the loss of a run under other schedules and lengths, from the losses of logged RUNs.

    RUN is a run of lrkit train, a CSV file, a VisualDL file or a log that lrkit audit reads. Three laws are fitted to
    the losses after the warmup; the one with the least error on held-out losses makes the forecasts, where errors tie
    the functional law. The exit code is 1 if no forecast can be made.
    """
    if output is not None:
        picture_suffix(output)
    for name, value in (("--task", task), ("--write", write)):
        if value is not None and not best:
            raise UsageError(tr("{} needs --best", name))
    if write_suite is not None and write is None:
        raise UsageError(tr("--write-suite needs --write"))
    _check_packages()
    from paddle_lrkit.forecast.forecast import forecast
    from paddle_lrkit.reports.predict.as_json import forecast_json
    from paddle_lrkit.reports.predict.best import best_config, with_best
    from paddle_lrkit.reports.predict.chart import forecast_chart
    from paddle_lrkit.reports.predict.read_runs import read_runs
    from paddle_lrkit.reports.predict.read_schedules import own_schedules, read_schedules, with_own
    from paddle_lrkit.reports.predict.text import forecast_text
    from paddle_lrkit.reports.share_progress import ShareProgress
    from paddle_lrkit.runs.audit.plan import PlanOptions
    from paddle_lrkit.runs.logs.read_logs import LogOptions

    suite = None if options.suite == "auto" else options.suite
    reading = LogOptions(suite=suite, columns=named_columns(columns))
    logged = read_runs(runs, reading, PlanOptions(suite=options.suite, length=options.length))
    wanted, assumed = read_schedules(schedules, reading, options.trained) if schedules else (own_schedules(logged), [])
    if updates is not None:
        wanted = {name: path.stretched(updates) for name, path in wanted.items()}
    length = updates or max(path.updates for path in wanted.values())
    if best and schedules:
        wanted, stretched = with_own(wanted, logged, length)
        assumed += stretched
    found = forecast([run.curve for run in logged], wanted, ShareProgress("predict", Message("{} fitted")))
    found, report = with_best(found, logged, length, task) if best else (found, None)
    words = Words(current_language())
    if output is not None and found.forecasts:
        shown = picture_words(words, output)
        write_chart(forecast_chart(found, shown), output, shown)
    notes = [note for run in logged for note in run.notes] + assumed + (report.sentences() if report else [])
    proposed = report.best if report else None
    if write is not None and proposed is not None:
        write_output(write, best_config(proposed, write_suite or "lrkit", options.length.steps_per_epoch), "--write")
    elif write is not None:
        notes.append(tr("there is no better schedule to write, so {} is not written", write))
    if as_json:
        click.echo(json.dumps(forecast_json(found, notes) | ({"best": report.to_json()} if report else {})))
    else:
        if found.forecasts:
            show_chart(forecast_chart(found, words), terminal_columns(MOST_COLUMNS))
            click.echo("")
        click.echo(forecast_text(found, notes, terminal_columns(MOST_COLUMNS)))
        for file in (output if found.forecasts else None, write if proposed else None):
            if file is not None:
                click.echo(tr("wrote {}", file))
    return 0 if found.forecasts else 1


def _check_packages() -> None:
    """Raises a LrkitError if what only this command needs is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("numpy", "scipy") if find_spec(name) is None]
    if missing:
        raise LrkitError(
            tr("lrkit predict needs {}, not installed here; pip install 'paddle-lrkit[predict]'", join_names(missing))
        )
