"""``lrkit export``"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import checkpoint_options, device_option, json_option, override_option
from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.runtime.paddle_import import import_paddle

if TYPE_CHECKING:
    from paddle_lrkit.train.trained_model import TrainedModel


@click.command(
    "export",
    epilog=examples(
        "lrkit export --checkpoint output/resnet18_digits_cosine",
        "lrkit export --checkpoint output/resnet18_digits_cosine --format pdparams --suite ppcls -O weights",
    ),
)
@checkpoint_options
@click.option("-O", "--output", metavar="DIR", help="Write to DIR. [default: RUN/export]")
@click.option(
    "--format",
    "kind",
    type=click.Choice(["inference", "pdparams"]),
    default="inference",
    show_default=True,
    help="inference: a model for paddle.jit.load. pdparams: the weights by name, for paddle.load and the suites.",
)
@click.option("--suite", type=click.Choice(["ppcls", "ppdet"]), help="With --format pdparams: the names of this suite.")
@override_option
@device_option
@language_option
@json_option
def command(
    config: str | None,
    checkpoint: str,
    output: str | None,
    kind: str,
    suite: Literal["ppcls", "ppdet"] | None,
    overrides: tuple[str, ...],
    device: str | None,
    as_json: bool,
) -> None:
    """Write the model of a checkpoint for inference or for a suite, with its vocabulary and class names."""
    if suite is not None and kind != "pdparams":
        raise UsageError(tr("--suite needs --format pdparams"))
    import_paddle(quiet=True)
    from paddle_lrkit.train.trained_model import load_trained_model

    trained = load_trained_model(checkpoint, config, overrides, device)
    target = Path(output) if output else trained.run.path / "export"
    inference = kind == "inference"
    model = trained.export(target) if inference else trained.export_weights(target, suite)
    if as_json:
        click.echo(json.dumps(_report(trained, model)))
        return
    click.echo(tr("wrote {}; load it with paddle.{}({!r})", model, "jit.load" if inference else "load", str(model)))


def _report(trained: TrainedModel, model: Path) -> dict[str, Any]:
    return {
        "checkpoint": str(trained.checkpoint),
        "task": trained.settings.Global.task,
        "updates": trained.update,
        "model": str(model),
        "files": sorted(file.name for file in model.parent.iterdir() if file.is_file()),
    }
