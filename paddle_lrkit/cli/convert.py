"""``lrkit convert``: a schedule in another suite's words."""

from __future__ import annotations

import json
import os
from typing import Any

import click

from paddle_lrkit.errors import UsageError
from paddle_lrkit.suites.convert import Translation, translate
from paddle_lrkit.suites.detect import SUITES
from paddle_lrkit.suites.load import read_source
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.suites.source import open_source
from paddle_lrkit.units import LengthOptions


@click.command("convert", short_help="translate a schedule into another suite's config")
@click.argument("file")
@click.option("--to", "target", required=True, type=click.Choice(SUITES), help="The suite to translate for.")
@click.option("-O", "--output", metavar="FILE", help="Where to write (.yml or .json); standard output without it.")
@click.option("--suite", type=click.Choice(["auto", *SUITES]), default="auto", help="The suite of FILE.")
@click.option("--variant", metavar="NAME", help="The program of the suite that reads FILE, such as run_pretrain.")
@click.option("--optimizer-index", type=int, default=0, metavar="I", help="Which optimizer of a PaddleClas list.")
@click.option("--steps-per-epoch", type=int, metavar="N", help="Updates in an epoch, when FILE cannot tell.")
@click.option("--images", type=int, metavar="N", help="Samples in the training set, to count the updates of an epoch.")
@click.option("--batch-size", type=int, metavar="N", help="Samples per process; by default from FILE.")
@click.option("--gpus", type=int, default=1, metavar="N", help="Processes that share an epoch (default 1).")
@click.option("-o", "overrides", multiple=True, metavar="KEY=VALUE", help="Set a key of FILE first.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def command(
    file: str,
    target: str,
    output: str | None,
    suite: str,
    variant: str | None,
    optimizer_index: int,
    steps_per_epoch: int | None,
    images: int | None,
    batch_size: int | None,
    gpus: int,
    overrides: tuple[str, ...],
    as_json: bool,
) -> int:
    """Translate the schedule of the config FILE into the words of another suite.

    Prints the largest difference between both curves over the whole run. What the other suite has no words for is
    named; then nothing is written and the exit code is 1.
    """
    source = open_source(file, suite, variant, overrides)
    options = LengthOptions(steps_per_epoch, images, batch_size, gpus)
    schedule = read_source(source, options, optimizer_index)
    translation = translate(schedule, source.document.data, target)
    text = None if translation.data is None else _text(translation.data, output)
    if text is not None and output:
        _write(output, text)
    report = _report(schedule, translation, output)
    if as_json:
        click.echo(json.dumps(report))
    else:
        click.echo(_sentences(report), err=output is None)
        if text is not None and not output:
            click.echo(text, nl=False)
    return 1 if translation.missing else 0


def _text(data: dict[str, Any], output: str | None) -> str:
    if output and output.lower().endswith(".json"):
        return json.dumps(data, indent=2, default=lambda value: {"__tag__": value.name, **(value.value or {})}) + "\n"
    from paddle_lrkit.config.dump import dump_yaml

    return dump_yaml(data)


def _write(output: str, text: str) -> None:
    try:
        with open(output, "w", encoding="utf-8") as stream:
            stream.write(text)
    except OSError as error:
        raise UsageError(f"-O {os.fspath(output)}: cannot be written: {error.strerror}") from None


def _report(schedule: Schedule, translation: Translation, output: str | None) -> dict[str, Any]:
    largest = translation.largest
    return {
        "from": schedule.suite,
        "to": translation.suite,
        "schedule": translation.name,
        "total_updates": schedule.total_updates,
        "largest_difference": largest.value if largest else None,
        "relative_difference": largest.relative if largest else None,
        "update": largest.update if largest else None,
        "missing": list(translation.missing),
        "output": output if translation.data is not None else None,
    }


def _sentences(report: dict[str, Any]) -> str:
    lines = []
    if report["largest_difference"] is not None:
        nearest = "nearest " if report["missing"] else ""
        lines.append(
            f"{nearest}{report['to']} schedule {report['schedule']}: largest difference "
            f"{report['largest_difference']:.3g} ({report['relative_difference']:.2g} of the peak) at update "
            f"{report['update']} of {report['total_updates']}"
        )
    lines += [f"{report['to']} cannot express {reason}" for reason in report["missing"]]
    if report["missing"]:
        lines.append("nothing was written")
    elif report["output"]:
        lines.append(f"written to {report['output']}")
    return "\n".join(lines)
