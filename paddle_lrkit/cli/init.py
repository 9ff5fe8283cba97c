"""``lrkit init``"""

from __future__ import annotations

import json
from pathlib import Path

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import COUNT, json_option
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr

TASKS = ("classification", "detection", "text")


@click.command(
    "init",
    epilog=examples(
        "lrkit init classification",
        "lrkit init detection -O scenes.yml",
        "lrkit init classification --data photos/ -O mine.yml",
    ),
)
@click.argument("task", type=click.Choice(TASKS))
@click.option("--data", metavar="DIR", type=click.Path(path_type=Path), help="Your data. [default: a toy set]")
@click.option("-O", "--output", metavar="FILE", type=click.Path(path_type=Path), help="[default: TASK.yml]")
@click.option("--epochs", type=COUNT, metavar="N", help="Length of the run, with --data.")
@click.option("--batch-size", type=COUNT, metavar="N", help="Samples in an update, with --data.")
@language_option
@json_option
def command(
    task: str, data: Path | None, output: Path | None, epochs: int | None, batch_size: int | None, as_json: bool
) -> None:
    """Write a first config that trains at once.

    Without --data it trains on a set that comes with the package: handwritten digits, scenes of digits, or Chinese
    sentences. With --data DIR it fits the images or texts there: lrkit init classification --data photos/ looks for
    train/<class>/ and val/<class>/, <class>/ alone, or lists of files; detection for COCO and VOC; text for tables with
    a label and for tagged words.
    """
    from paddle_lrkit.reports.init.commented import commented
    from paddle_lrkit.reports.init.first_config import config_for, starter
    from paddle_lrkit.reports.init.look import look_at
    from paddle_lrkit.reports.output import write_output

    if data is None and (epochs is not None or batch_size is not None):
        raise UsageError(tr("--epochs and --batch-size need --data; edit the config that lrkit init writes instead"))
    target = output or Path(f"{task}.yml")
    first = config_for(look_at(task, data, target.parent), epochs, batch_size) if data else starter(task)
    files = {target: commented(first.data, first.about), **{target.parent / n: t for n, t in first.files.items()}}
    taken = [str(file) for file in files if file.exists()]
    if taken:
        raise UsageError(tr("{}: there already; choose another place with -O", tr(", ").join(taken)))
    for file, text in files.items():
        write_output(str(file), text)
    if as_json:
        click.echo(json.dumps({"config": str(target), "files": [str(file) for file in files], "about": first.about}))
        return
    for line in filter(None, first.about if data else ()):
        click.echo(line)
    click.echo(tr("wrote {}; train it: lrkit train -c {}", tr(", ").join(map(str, files)), target))
