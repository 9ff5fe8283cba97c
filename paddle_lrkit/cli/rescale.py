"""``lrkit rescale``"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

import click

from paddle_lrkit.cli.options import json_option, language_option, steps_per_epoch_option, suite_option
from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.override import overridden
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.engine import CheckOptions, contexts_of
from paddle_lrkit.plot.output import SUFFIXES
from paddle_lrkit.plot.words import Words
from paddle_lrkit.reports.chart import show_chart, write_chart
from paddle_lrkit.reports.output import print_document, write_output
from paddle_lrkit.reports.rescale import rates_at_shares, rescaled_chart, rescaled_schedule, sentences
from paddle_lrkit.suites.rescale import RULES, Change, rescaling
from paddle_lrkit.units import LengthOptions


class _Pair(click.ParamType):
    name = "BEFORE:AFTER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Change:
        found = re.fullmatch(r"([1-9][0-9]{0,8}):([1-9][0-9]{0,8})", str(value))
        if not found:
            self.fail(f"{value!r} must be two whole numbers >= 1 such as 8:1", param, ctx)
        return Change(int(found[1]), int(found[2]))


@click.command("rescale")
@click.argument("file")
@click.option("--gpus", type=_Pair(), default="1:1", help="Number of GPUs, such as 8:1.")
@click.option("--batch-size", "batch", type=_Pair(), help="Samples on each GPU in a batch, such as 16:2.")
@click.option("--rule", type=click.Choice(RULES), default="auto", help="auto: sqrt for the Adam family, else linear.")
@steps_per_epoch_option
@suite_option
@click.option(
    "-O",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Write the config to FILE; or the chart if FILE ends in .svg, .png or .html. May be given twice.",
)
@language_option
@json_option
def command(
    file: str,
    gpus: Change,
    batch: Change | None,
    rule: str,
    steps_per_epoch: int | None,
    suite: str,
    outputs: tuple[str, ...],
    language: str,
    as_json: bool,
) -> int:
    """Change the schedule of FILE for another number of GPUs or another batch size.

    Changes the peak rate, the warmup and the lengths in updates together, shows both schedules over the samples seen,
    and lists what cannot be read from the config. Prints the new config unless -O names a file for it. The exit code is
    1 when a key cannot be changed.
    """
    output, picture = _outputs(outputs)
    context = _context(file, suite, steps_per_epoch)
    change = rescaling(context.source, context.fields, gpus, batch, rule)
    text, made = overridden(context.source.text, context.document, change.edits, file)
    left = [dotted(edit.path) for edit in change.edits if edit not in made]
    after = rescaled_schedule(context, change)
    report = {
        "factor": change.factor,
        "rule": change.rule,
        "rate_factor": change.rate_factor,
        "changes": {dotted(edit.path): edit.value for edit in made},
        "not_changed": left,
        "notes": list(change.notes),
        "samples": rates_at_shares(context.schedule, after),
        "output": output,
    }
    words = Words(language)
    chart = rescaled_chart(context, after, gpus, batch, words)
    if output:
        write_output(output, text)
    if picture:
        write_chart(chart, picture, words)
    if as_json:
        click.echo(json.dumps(report | {"picture": picture}))
        return 1 if left else 0
    to_error = output is None
    if picture is None:
        show_chart(chart, err=to_error)
        click.echo(err=to_error)
    click.echo(sentences(report, context), err=to_error)
    for written_file in filter(None, (output, picture)):
        click.echo(f"wrote {written_file}", err=to_error)
    if to_error:
        print_document(text)
    return 1 if left else 0


def _outputs(files: Sequence[str]) -> tuple[str | None, str | None]:
    """The file for the config and the one for the chart."""
    pictures = [file for file in files if file.lower().endswith(SUFFIXES)]
    configs = [file for file in files if file not in pictures]
    if len(pictures) > 1 or len(configs) > 1:
        raise UsageError("-O names at most one file for the config and one picture")
    return next(iter(configs), None), next(iter(pictures), None)


def _context(file: str, suite: str, steps: int | None) -> Context:
    contexts = contexts_of(file, CheckOptions(suite=suite, length=LengthOptions(steps)), ConfigFiles())
    if contexts[0].problem is not None:
        raise contexts[0].problem
    return contexts[0]
