"""``lrkit rescale``: a schedule for another number of GPUs or another batch size."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import click

from paddle_lrkit.config.document import dotted
from paddle_lrkit.config.edit.override import changed, overridden
from paddle_lrkit.config.edit.replace import written
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.errors import UsageError
from paddle_lrkit.lint.context import Context
from paddle_lrkit.lint.engine import CheckOptions, contexts_of
from paddle_lrkit.lint.rescale import RULES, Change, Rescaling, rescaling
from paddle_lrkit.plot.output import SUFFIXES
from paddle_lrkit.plot.words import LANGUAGES
from paddle_lrkit.reports.chart import show_chart, write_chart
from paddle_lrkit.reports.rescale_figure import rescaled_figure
from paddle_lrkit.suites.detect import SUITES
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import preferred_language
from paddle_lrkit.units import LengthOptions

_SHARES = (0.0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0)


class _Pair(click.ParamType):
    name = "BEFORE:AFTER"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Change:
        found = re.fullmatch(r"([1-9][0-9]{0,8}):([1-9][0-9]{0,8})", str(value))
        if not found:
            self.fail(f"{value!r} must be two whole numbers >= 1 such as 8:1", param, ctx)
        return Change(int(found[1]), int(found[2]))


@click.command("rescale", short_help="change a schedule to another batch size or number of GPUs")
@click.argument("file")
@click.option("--gpus", type=_Pair(), default="1:1", help="Processes, such as 8:1.")
@click.option("--batch-size", "batch", type=_Pair(), help="Samples per process, such as 16:2.")
@click.option("--rule", type=click.Choice(RULES), default="auto", help="auto: sqrt for the Adam family, else linear.")
@click.option("--steps-per-epoch", type=click.IntRange(min=1), metavar="N", help="Updates in an epoch before.")
@click.option("--suite", type=click.Choice(["auto", *SUITES]), default="auto", help="The suite of FILE.")
@click.option(
    "-O",
    "--output",
    "outputs",
    multiple=True,
    metavar="FILE",
    help="Write the config there; the chart when FILE ends in .svg, .png or .html. May be given twice.",
)
@click.option(
    "--lang", type=click.Choice(list(LANGUAGES)), help="Language of the chart; by default that of the locale."
)
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(
    file: str,
    gpus: Change,
    batch: Change | None,
    rule: str,
    steps_per_epoch: int | None,
    suite: str,
    outputs: tuple[str, ...],
    lang: str | None,
    as_json: bool,
) -> int:
    """Change peak rate, warmup and lengths in updates of the config FILE together.

    Draws and prints both rates over the samples seen, and says what nobody can know from the config. The config goes
    to standard output unless -O names a file for it.
    """
    output, picture = _outputs(outputs)
    context = _context(file, suite, steps_per_epoch)
    change = rescaling(context, gpus, batch, rule)
    text, made = overridden(context.source.text, context.document, change.edits, file)
    left = [dotted(edit.path) for edit in change.edits if edit not in made]
    after = _after(context, change)
    report = {
        "factor": change.factor,
        "rule": change.rule,
        "rate_factor": change.rate_factor,
        "changes": {dotted(edit.path): edit.value for edit in made},
        "not_changed": left,
        "notes": list(change.notes),
        "samples": _rows(context, after),
        "output": output,
    }
    figure = rescaled_figure(context, after, gpus, batch, LANGUAGES[lang or preferred_language(os.environ)])
    if output:
        _write(output, text)
    if picture:
        write_chart(figure, picture)
    if as_json:
        click.echo(json.dumps(report | {"picture": picture}))
        return 1 if left else 0
    to_error = output is None
    if picture is None:
        show_chart(figure, err=to_error)
        click.echo(err=to_error)
    click.echo(_sentences(report, context), err=to_error)
    for written_file in filter(None, (output, picture)):
        click.echo(f"wrote {written_file}", err=to_error)
    if to_error:
        click.echo(text, nl=False)
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
    if not contexts:
        raise UsageError(f"{file}: no schedule in it")
    if contexts[0].problem is not None:
        raise contexts[0].problem
    return contexts[0]


def _after(context: Context, change: Rescaling) -> Schedule:
    """The schedule after all edits."""
    known = context.schedule is not None and context.schedule.steps_per_epoch is not None
    steps = max(round(context.steps / change.factor), 1) if known else None
    source = replace(context.source, document=changed(context.document, change.edits))
    return read_source(source, LengthOptions(steps))


def _rows(context: Context, after: Schedule) -> list[dict[str, float]]:
    """Both rates at shares of the samples of the run."""
    before = context.schedule
    rows = []
    for share in _SHARES if before is not None else ():
        first, second = (round(share * (each.total_updates - 1)) for each in (before, after) if each is not None)
        rows.append(
            {
                "share": share,
                "update_before": first,
                "lr_before": before.curve(first) if before else 0.0,
                "update_after": second,
                "lr_after": after.curve(second),
            }
        )
    return rows


def _sentences(report: dict[str, Any], context: Context) -> str:
    lines = [
        f"{report['factor']:g} times the samples in an update; {report['rule']} rule: "
        f"rate times {report['rate_factor']:.4g}"
    ]
    lines += [f"  {key}: {written(value)}" for key, value in report["changes"].items()]
    lines.append("samples  update       rate before  update       rate after")
    for row in report["samples"]:
        lines.append(
            f"{row['share']:6.0%}   {row['update_before']:<11,}  {row['lr_before']:<11.4g}  "
            f"{row['update_after']:<11,}  {row['lr_after']:.4g}"
        )
    if not context.steps_known and context.fields is not None and context.fields.run_unit == "ep":
        lines.append(f"an epoch is taken as {context.steps} updates before; --steps-per-epoch gives the real number")
    lines += [f"not known: {note}" for note in report["notes"]]
    lines += [f"not changed, because it is shared with another key: {key}" for key in report["not_changed"]]
    return "\n".join(lines)


def _write(output: str, text: str) -> None:
    try:
        with open(output, "w", encoding="utf-8", newline="") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"-O {output}: cannot be written: {error.strerror}") from None
