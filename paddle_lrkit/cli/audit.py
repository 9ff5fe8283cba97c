"""``lrkit audit``"""

from __future__ import annotations

import click

from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import COUNT, json_option
from paddle_lrkit.cli.schedule_options import ScheduleOptions, in_run, schedule_options
from paddle_lrkit.cli.script_options import is_script
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import current_language, tr
from paddle_lrkit.plot.output import picture_suffix
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.audit.audits_of import audits_of
from paddle_lrkit.reports.audit.show import AuditOutput, show_audits
from paddle_lrkit.reports.audit.watch import show_watch
from paddle_lrkit.runs.audit.plan import PlanOptions
from paddle_lrkit.runs.audit.watch_log import watch_log
from paddle_lrkit.runs.logs.read_logs import LogOptions
from paddle_lrkit.suites.source import split_section


@click.command(
    "audit",
    epilog=examples(
        "lrkit audit output/resnet18_digits_cosine",
        "lrkit audit train.log -c faster_rcnn.yml --steps-per-epoch 7329",
    ),
)
@click.argument("logs", nargs=-1, required=True, metavar="LOG...")
@click.option(
    "-c",
    "--config",
    type=ConfigFile(),
    metavar="FILE",
    help="Config of the run. [default: the one in the log or beside it]",
)
@schedule_options
@click.option("--total", type=COUNT, metavar="N", help="Planned updates, if neither log nor config says.")
@click.option(
    "--columns",
    metavar="NAME=COLUMN,...",
    help="Columns of a table, such as step=iteration,lr=learning_rate. [default: found by their names]",
)
@json_option
@click.option("-O", "--output", metavar="FILE", help="Draw planned and printed rates: .svg, .png, .pdf or .html.")
@click.option("--chart", is_flag=True, help="Draw the chart also where the output is not a terminal.")
@click.option("--report", metavar="DIR", help="Write a page with a row for each run.")
@click.option("--write", metavar="FILE", help="Write the schedule that the rates show as a config of --suite.")
@click.option("--visualdl", metavar="DIR", help="Write planned and applied rate and loss for VisualDL.")
@click.option(
    "--watch",
    is_flag=True,
    help="Follow a growing log and report the first row that contradicts the plan. Ctrl-C prints the audit so far.",
)
@language_option
def command(
    logs: tuple[str, ...],
    config: str | None,
    options: ScheduleOptions,
    total: int | None,
    columns: str | None,
    as_json: bool,
    output: str | None,
    chart: bool,
    report: str | None,
    write: str | None,
    visualdl: str | None,
    watch: bool,
) -> int:
    """Compare the learning rates in a training LOG with the plan.

    LOG is a log of PaddleDetection, PaddleClas, PaddleSeg, PaddleOCR or PaddleNLP, a trainer_state.json, a VisualDL or
    TensorBoard file, CSV, JSONL, a directory with one of them, a run of lrkit train, or - for standard input. The exit
    code is 0 if the rates agree or cannot be told apart, 1 for a fault, 2 if a log cannot be read.
    """
    if output is not None:
        picture_suffix(output)
        if len(logs) > 1:
            raise UsageError(tr("-O {}: a picture shows one log; --report DIR draws all {}", output, len(logs)))
    if write is not None and (config is not None or len(logs) > 1):
        raise UsageError(
            tr("--write {}: needs one log, and no -c: the schedule is that of the rates in the log", write)
        )
    suite = None if options.suite == "auto" else options.suite
    reading = LogOptions(suite=suite, columns=named_columns(columns))
    planning = _planning(config, options, total, search=write is None)
    shown = AuditOutput(as_json, chart, output, report, write, suite, visualdl)
    if watch:
        if len(logs) > 1 or write is not None:
            raise UsageError(tr("--watch: follows one log, and compares it with a plan, so without --write"))
        return show_watch(watch_log(logs[0], reading, planning), shown, Words(current_language()))
    audits = audits_of(logs, reading, planning)
    return show_audits(audits, shown, Words(current_language()))


def _planning(config: str | None, options: ScheduleOptions, total: int | None, *, search: bool) -> PlanOptions:
    """What the command line says about the plan; a config that is named is read before any log."""
    length = options.length
    if config is not None:
        if is_script(config):
            raise UsageError(
                tr("-c {}: a script; give the config, or run the script with lrkit watch -- {}", config, config)
            )
        config, length = in_run(config, length)
        options.files.text(split_section(config)[0])
    return PlanOptions(
        *(config, options.suite, options.selection, options.base, options.overrides, options.files),
        *(length, total, options.optimizer_index, search),
    )


def named_columns(text: str | None) -> dict[str, str]:
    """``--columns`` as name -> column.

    Raises:
        UsageError: It is not a list of names and columns.
    """
    pairs = [pair.partition("=") for pair in (text or "").split(",") if pair.strip()]
    for name, sign, column in pairs:
        if not sign or not name.strip() or not column.strip():
            raise UsageError(tr("--columns {}: give names and columns, such as step=iteration,lr=learning_rate", text))
    return {name.strip(): column.strip() for name, _, column in pairs}
