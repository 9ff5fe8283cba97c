"""``lrkit infer``"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import COUNT, device_option, json_option
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.train.runtime.paddle_import import import_paddle

if TYPE_CHECKING:
    from paddle_lrkit.train.inference.infer import InferenceResult


@click.command(
    "infer",
    epilog=examples(
        "lrkit infer output/resnet18_digits_cosine photos/ -O answers",
        "lrkit infer output/resnet18_digits_cosine/export a.png b.png",
        "lrkit infer output/ernie_tiny_corpus_linear sentences.txt --json",
    ),
)
@click.argument("model", metavar="RUN_OR_EXPORT")
@click.argument("inputs", metavar="INPUT...", nargs=-1, required=True)
@click.option("-O", "--output", metavar="DIR", help="Write predictions.jsonl and pictures to DIR. [default: stdout]")
@click.option(
    "--threshold", type=click.FloatRange(0, 1), default=0.5, show_default=True, help="Smallest score of a box."
)
@click.option(
    "--batch-size",
    type=COUNT,
    default=16,
    show_default=True,
    metavar="N",
    help="Images or texts at a time; a detector takes one.",
)
@device_option
@language_option
@json_option
@click.pass_context
def command(
    context: click.Context,
    model: str,
    inputs: tuple[str, ...],
    output: str | None,
    threshold: float,
    batch_size: int,
    device: str | None,
    as_json: bool,
) -> None:
    """Predict for images or texts with a run, a checkpoint or an export.

    Inputs are image files, folders of images, or UTF-8 text files with a text on each line. The answer for each is a
    JSON line; a detector draws its boxes into DIR/pictures too. What cannot be read is said and left out, and the exit
    code is 1 then.
    """
    import_paddle(quiet=True)
    from paddle_lrkit.reports.share_progress import ShareProgress
    from paddle_lrkit.train.inference.infer import PredictionFolder, check_inputs, infer, json_line
    from paddle_lrkit.train.inference.open_model import open_model
    from paddle_lrkit.train.inference.predictor import build_predictor

    paths = check_inputs(inputs)
    with open_model(model, device) as (network, description):
        predictor = build_predictor(network, description, threshold)
        folder = PredictionFolder(Path(output)) if output else None
        try:
            result = infer(
                predictor,
                paths,
                batch_size=batch_size,
                line=folder.line if folder else lambda row: click.echo(json_line(row)),
                folder=folder,
                say=lambda sentence: click.echo(tr("lrkit infer: {}; left out", sentence), err=True),
                report=ShareProgress("infer", Message("{} predicted")),
            )
        finally:
            if folder:
                folder.close()
    if as_json:
        click.echo(json.dumps(_report(model, description.task, output, result)))
    elif output:
        click.echo(_summary(output, result))
    if result.failed:
        context.exit(1)


def _report(model: str, task: str, output: str | None, result: InferenceResult) -> dict[str, Any]:
    return {
        "model": model,
        "task": task,
        "predicted": result.predicted,
        "failed": result.failed,
        "output": output,
        "pictures": result.pictures,
    }


def _summary(output: str, result: InferenceResult) -> str:
    from paddle_lrkit.text import plural
    from paddle_lrkit.train.inference.infer import PICTURES, PREDICTIONS

    drawn = (
        tr(", {}, pictures in {}", plural(result.boxes, "box", "boxes"), Path(output) / PICTURES)
        if result.pictures
        else ""
    )
    failed = tr("; {} left out", plural(len(result.failed), "input")) if result.failed else ""
    return tr("{} in {}{}{}", plural(result.predicted, "prediction"), Path(output) / PREDICTIONS, drawn, failed)
