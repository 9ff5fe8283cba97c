"""``lrkit export``"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paddle_lrkit.cli.options import checkpoint_options, device_option, json_option, override_option
from paddle_lrkit.train.runtime.paddle_import import import_paddle

if TYPE_CHECKING:
    from paddle_lrkit.train.trained_model import TrainedModel


@click.command("export")
@checkpoint_options
@click.option("-O", "--output", metavar="DIR", help="Write to DIR. [default: RUN/export]")
@override_option
@device_option
@json_option
def command(
    config: str | None,
    checkpoint: str,
    output: str | None,
    overrides: tuple[str, ...],
    device: str | None,
    as_json: bool,
) -> None:
    """Write an inference model (paddle.jit.save) from a checkpoint, with its vocabulary and class names."""
    import_paddle(quiet=as_json)
    from paddle_lrkit.train.trained_model import load_trained_model

    trained = load_trained_model(checkpoint, config, overrides, device)
    prefix = trained.export(Path(output) if output else trained.run.path / "export")
    if as_json:
        click.echo(json.dumps(_report(trained, prefix)))
        return
    click.echo(f"wrote {prefix}; load it with paddle.jit.load({str(prefix)!r})")


def _report(trained: TrainedModel, prefix: Path) -> dict[str, Any]:
    return {
        "checkpoint": str(trained.checkpoint),
        "task": trained.settings.Global.task,
        "updates": trained.update,
        "model": str(prefix),
        "files": sorted(file.name for file in prefix.parent.iterdir() if file.is_file()),
    }
