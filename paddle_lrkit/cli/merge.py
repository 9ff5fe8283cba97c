"""``lrkit merge``"""

from __future__ import annotations

import json
from pathlib import Path

import click

from paddle_lrkit.cli.duration import DurationType
from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import device_option, json_option
from paddle_lrkit.units import Duration


@click.command(
    "merge",
    epilog=examples(
        "lrkit merge output/resnet18_digits_step --emulate linear:20%",
    ),
)
@click.argument("run", metavar="RUN", type=click.Path(path_type=Path))
@click.option(
    "--emulate",
    required=True,
    metavar="SHAPE:SPAN",
    help="The decay: linear, cosine, 1-sqrt, sqrt, polynomial, exponential or a schedule by name, and its length in "
    "% of the updates up to its end, ep or it, such as linear:20%; :key=value for keys of the shape.",
)
@click.option("--at", type=DurationType(), help="Where the decay ends. [default: the newest checkpoint]")
@click.option(
    "-O",
    "--output",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="A new run directory for the result. [default: RUN/checkpoints/merged_...]",
)
@click.option(
    "--recalibrate",
    type=DurationType(),
    is_flag=False,
    flag_value="1ep",
    metavar="[LENGTH]",
    help="Measure the statistics of BatchNorm again on training batches: 1ep of them, or 50it. Needs Paddle.",
)
@device_option
@language_option
@json_option
def command(
    run: Path,
    emulate: str,
    at: Duration | None,
    output: Path | None,
    recalibrate: Duration | None,
    device: str | None,
    as_json: bool,
) -> None:
    """Average the checkpoints of RUN so that they stand for a decay.

    The checkpoints must lie in a stretch with one learning rate; Global.save_every of the training keeps them. The
    result is a checkpoint for lrkit eval and lrkit export.
    """
    from paddle_lrkit.reports.merge import merge_report, sentences
    from paddle_lrkit.runs.merge.emulated_decay import parse_emulation
    from paddle_lrkit.runs.merge.merge_run import merge_run

    merged, batches = merge_run(run, parse_emulation(emulate), at, output), 0
    if recalibrate is not None:
        from paddle_lrkit.train.runtime.paddle_import import import_paddle

        import_paddle(quiet=as_json)
        from paddle_lrkit.train.recalibrate import recalibrate_checkpoint

        batches = recalibrate_checkpoint(merged.place, recalibrate, device)
    click.echo(json.dumps(merge_report(merged, batches)) if as_json else sentences(merged, batches))
