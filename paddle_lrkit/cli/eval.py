"""``lrkit eval``"""

from __future__ import annotations

import json

import click

from paddle_lrkit.cli.options import checkpoint_options, device_option, json_option, override_option
from paddle_lrkit.train.start import start_paddle


@click.command("eval")
@checkpoint_options
@override_option
@click.option(
    "--on", type=click.Choice(["Eval", "Test"]), default="Eval", show_default=True, help="Section of the data."
)
@device_option
@json_option
def command(
    config: str | None, checkpoint: str, overrides: tuple[str, ...], on: str, device: str | None, as_json: bool
) -> None:
    """Evaluate a checkpoint on the Eval data, or on the Test data."""
    start_paddle(quiet=as_json)
    from paddle_lrkit.errors import UsageError
    from paddle_lrkit.train.checkpoints.restored import open_checkpoint
    from paddle_lrkit.train.distributed.processes import is_first, start
    from paddle_lrkit.train.evaluation import evaluate

    start(device)
    restored = open_checkpoint(checkpoint, config, overrides, device, on)
    metrics = evaluate(restored.engine, restored.task)
    if not metrics:
        raise UsageError("the config has no Eval section, so there is nothing to evaluate on")
    if not is_first():
        return
    if as_json:
        task = restored.settings.Global.task
        report = {"checkpoint": str(restored.checkpoint), "task": task, "updates": restored.update, **metrics}
        click.echo(json.dumps(report))
        return
    click.echo(f"{restored.checkpoint}, after {restored.update} updates:")
    for name, value in metrics.items():
        click.echo(f"  {name:<16}{value:.4f}")
