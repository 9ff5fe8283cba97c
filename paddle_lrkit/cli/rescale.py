"""``lrkit rescale``"""

from __future__ import annotations

import json
import re
from typing import Any

import click

from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import (
    COUNT,
    base_option,
    config_and_picture,
    images_option,
    json_option,
    outputs_option,
    steps_per_epoch_option,
    suite_option,
)
from paddle_lrkit.cli.schedule_options import in_run
from paddle_lrkit.cli.selection_options import selection_options
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import current_language, tr
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.chart import picture_words, write_chart
from paddle_lrkit.reports.output import print_document, write_output
from paddle_lrkit.reports.report import print_report, terminal_style
from paddle_lrkit.reports.rescale import rescale_report, rescaled_chart, rescaling_report
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.rescale.batch_change import RULES, BatchChange, Change
from paddle_lrkit.suites.rescale.rescaling import rescaled
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions


class _Pair(click.ParamType):
    name = "BEFORE:AFTER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Change:
        found = re.fullmatch(r"([1-9][0-9]{0,8}):([1-9][0-9]{0,8})", str(value))
        if not found:
            self.fail(tr("{!r} must be two whole numbers >= 1 such as 8:1", value), param, ctx)
        return Change(int(found[1]), int(found[2]))


@click.command(
    "rescale",
    epilog=examples(
        "lrkit rescale resnet18_digits_cosine --gpus 1:4",
        "lrkit rescale resnet18_digits_cosine --batch-size 64:16 -O small.yml",
    ),
)
@click.argument("file", type=ConfigFile())
@click.option("--gpus", type=_Pair(), default="1:1", help="Number of GPUs, such as 8:1.")
@click.option("--batch-size", "batch", type=_Pair(), help="Samples on each GPU in a batch, such as 16:2.")
@click.option(
    "--accumulate",
    type=COUNT,
    metavar="N",
    help="Batches that make an update afterwards, such as 8 to keep the samples in an update with --gpus 8:1.",
)
@click.option("--rule", type=click.Choice(RULES), default="auto", help="auto: sqrt for the Adam family, else linear.")
@steps_per_epoch_option
@images_option
@suite_option
@selection_options
@base_option
@outputs_option
@language_option
@json_option
def command(
    file: str,
    gpus: Change,
    batch: Change | None,
    accumulate: int | None,
    rule: str,
    steps_per_epoch: int | None,
    images: int | None,
    suite: str,
    selection: Selection,
    base: str | None,
    outputs: tuple[str, ...],
    as_json: bool,
) -> int:
    """Change the schedule of FILE for another number of GPUs, another batch size, or another accumulation.

    Changes every rate and every length in updates together, reads the result again, and compares both schedules over
    the samples seen. Prints the new config unless -O names a file for it; --steps-per-epoch is that of the run before.
    The exit code is 1 when a key cannot be changed, and 2, with nothing written, when the schedules would differ.
    """
    output, picture = config_and_picture(outputs)
    if file.partition("#")[0].endswith(".py"):
        raise UsageError(tr("{}: rescale changes a config, and this is a script", file))
    wish = BatchChange(gpus, batch, accumulate, rule)
    file, length = in_run(file, LengthOptions(steps_per_epoch, images))
    length = LengthOptions(length.steps_per_epoch, length.images)
    change = rescaled(open_source(file, suite, selection, base=base), file, wish, length, output)
    for assumption in dict.fromkeys(one for before, _ in change.schedules for one in before.assumed):
        click.echo(tr("{}: assumed: {}", file, assumption), err=True)
    report, words = rescaling_report(change, output), Words(current_language())
    chart = rescaled_chart(change, wish, words)
    if output:
        write_output(output, change.config.text)
    if picture:
        shown = picture_words(words, picture)
        write_chart(rescaled_chart(change, wish, shown), picture, shown)
    if as_json:
        click.echo(json.dumps(report | {"picture": picture}))
        return 1 if change.config.left else 0
    to_error = output is None
    people = rescale_report(report, change, wish, chart if picture is None else None)
    print_report(people, terminal_style(err=to_error))
    for written_file in filter(None, (output, picture)):
        click.echo(tr("wrote {}", written_file), err=to_error)
    if to_error:
        print_document(change.config.text)
    return 1 if change.config.left else 0
