"""``lrkit eval``"""

from __future__ import annotations

import json

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import checkpoint_options, device_option, json_option, override_option
from paddle_lrkit.messages import tr
from paddle_lrkit.train.runtime.early_signals import early_signals
from paddle_lrkit.train.runtime.paddle_import import import_paddle


@click.command(
    "eval",
    epilog=examples(
        "lrkit eval --checkpoint output/resnet18_digits_cosine",
        "lrkit eval --checkpoint output/resnet18_digits_cosine/checkpoints/best --json",
    ),
)
@checkpoint_options
@override_option
@click.option(
    "--on", type=click.Choice(["Eval", "Test"]), default="Eval", show_default=True, help="Section of the data."
)
@device_option
@language_option
@json_option
def command(
    config: str | None, checkpoint: str, overrides: tuple[str, ...], on: str, device: str | None, as_json: bool
) -> None:
    """Evaluate a checkpoint on the Eval data, or on the Test data."""
    import_paddle(quiet=as_json)
    from paddle_lrkit.errors import UsageError
    from paddle_lrkit.train.distributed.collectives import distributed_errors, is_main_process, world_size
    from paddle_lrkit.train.distributed.launch import init_distributed
    from paddle_lrkit.train.trained_model import load_trained_model

    init_distributed(device)
    trained = load_trained_model(checkpoint, config, overrides, device, on)
    stopped = (
        tr("stopped, or another process ended; evaluate again")
        if world_size() > 1
        else tr("stopped; no metric is known")
    )
    with early_signals(stopped), distributed_errors(tr("evaluate again")):
        metrics = trained.engine.evaluate(trained.task)
    if not metrics:
        raise UsageError(tr("the config has no Eval section, so there is nothing to evaluate on"))
    if not is_main_process():
        return
    if as_json:
        task = trained.settings.Global.task
        report = {"checkpoint": str(trained.checkpoint), "task": task, "updates": trained.update, **metrics}
        click.echo(json.dumps(report))
        return
    click.echo(tr("{}, after {} updates:", trained.checkpoint, trained.update))
    for name, value in metrics.items():
        click.echo(f"  {name:<16}{value:.4f}")
