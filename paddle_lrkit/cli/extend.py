"""``lrkit extend``"""

from __future__ import annotations

import json
import shlex

import click

from paddle_lrkit.cli.config_file import ConfigFile
from paddle_lrkit.cli.duration import DurationType
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import config_and_picture, json_option, outputs_option
from paddle_lrkit.cli.schedule_options import ScheduleOptions, in_run, schedule_options
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import current_language, tr
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.chart import picture_words, show_chart, write_chart
from paddle_lrkit.reports.extend import extension_chart, extension_report, sentences
from paddle_lrkit.reports.output import print_document, write_output
from paddle_lrkit.runs.extension.extend import extend
from paddle_lrkit.runs.extension.wish import EXTENSION_POLICIES, ExtensionWish
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import Duration


@click.command(
    "extend",
    epilog=examples(
        "lrkit extend resnet18_digits_cosine --from output/resnet18_digits_cosine --to 20ep -O longer.yml",
    ),
)
@click.argument("file", type=ConfigFile(), metavar="CONFIG")
@click.option("--from", "checkpoint", required=True, metavar="CHECKPOINT", help="Prefix, file or directory; or a run.")
@click.option("--to", type=DurationType(), help="Length of the whole run, such as 200ep. [default: from CONFIG]")
@click.option(
    "--policy",
    type=click.Choice(EXTENSION_POLICIES),
    help="constant: hold the rate; cosine, linear: decay over the rest; wsd: hold, then decay; rewarm: up to the peak "
    "and down again. [default: cosine, or rewarm if the rate is below 1% of the peak]",
)
@click.option("--rate", type=float, metavar="R", help="Rate instead of the checkpoint's; for rewarm, the peak.")
@click.option("--min-lr", type=float, default=0.0, metavar="R", help="Rate at the end of a decay. [default: 0]")
@click.option(
    "--decay", type=DurationType(), default="20%", help="Length of wsd's decay; % of the rest. [default: 20%]"
)
@click.option("--warmup", type=DurationType(), default="5%", help="Length of rewarm's ramp. [default: 5%]")
@outputs_option
@schedule_options
@language_option
@json_option
def command(
    file: str,
    checkpoint: str,
    to: Duration | None,
    policy: str | None,
    rate: float | None,
    min_lr: float,
    decay: Duration,
    warmup: Duration,
    outputs: tuple[str, ...],
    options: ScheduleOptions,
    as_json: bool,
) -> int:
    """Continue CHECKPOINT in a longer run of CONFIG.

    Prints where the checkpoint is and which rates the program would use if only the length of the run were changed:
    often 0, or a jump. Writes the config that continues as --policy says, and compares the rates of its resume with
    the promised ones. Nothing in the checkpoint is executed. The exit code is 1 when no config can be written.
    """
    output, picture = config_and_picture(outputs)
    if file.partition("#")[0].endswith(".py"):
        raise UsageError(tr("{}: extend changes a config, and this is a script", file))
    wish = ExtensionWish(to, policy, rate, min_lr, decay, warmup)
    given = file
    file, length = in_run(file, options.length)
    source = open_source(file, options.suite, options.selection, options.overrides, options.files, options.base)
    found = extend(source, file, checkpoint, wish, length, output, options.optimizer_index or 0)
    text = None if found.written is None else found.written.text
    if output and text is not None:
        write_output(output, text)
    words = Words(current_language())
    if picture:
        shown = picture_words(words, picture)
        write_chart(extension_chart(found, shown), picture, shown)
    if as_json:
        click.echo(json.dumps(extension_report(found, output if text else None)))
        return 1 if text is None else 0
    to_error = output is None
    if picture is None:
        show_chart(extension_chart(found, words), err=to_error)
        click.echo(err=to_error)
    again = shlex.join(["lrkit", "extend", given, *([] if to is None else ["--to", str(to)])])
    click.echo(sentences(found, again, output), err=to_error)
    for written in filter(None, (output if text else None, picture)):
        click.echo(tr("wrote {}", written), err=to_error)
    if to_error and text is not None:
        print_document(text)
    return 1 if text is None else 0
