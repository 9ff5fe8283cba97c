"""``lrkit convert``"""

from __future__ import annotations

import json

import click

from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import json_option
from paddle_lrkit.cli.schedule_options import ScheduleOptions, schedule_options
from paddle_lrkit.reports.convert import config_text, report, sentences
from paddle_lrkit.reports.output import print_document, write_output
from paddle_lrkit.suites.convert import translate
from paddle_lrkit.suites.table import SUITES


@click.command(
    "convert",
    epilog=examples(
        "lrkit convert resnet18_digits_cosine --to ppcls",
        "lrkit convert resnet18_digits_cosine --to ppseg -O ppseg.yml",
    ),
)
@click.argument("file", type=ConfigFile())
@click.option("--to", "target", required=True, type=click.Choice([*SUITES]), help="Suite to translate to.")
@click.option("-O", "--output", metavar="FILE", help="Write the config to FILE (.yml or .json) instead of printing it.")
@schedule_options
@language_option
@json_option
def command(file: str, target: str, output: str | None, options: ScheduleOptions, as_json: bool) -> int:
    """Translate the schedule of the config FILE for another suite.

    Prints the largest difference between both schedules over the run. If the other suite cannot express the schedule,
    lists what it lacks, writes nothing and exits with code 1.
    """
    source, schedule = options.read(file)
    translation = translate(schedule, source.document.data, target)
    text = None if translation.data is None else config_text(translation.data, output)
    if text is not None and output:
        write_output(output, text)
    result = report(schedule, translation, output)
    if as_json:
        click.echo(json.dumps(result))
    else:
        click.echo(sentences(result), err=output is None)
        if text is not None and not output:
            print_document(text)
    return 1 if translation.missing else 0
