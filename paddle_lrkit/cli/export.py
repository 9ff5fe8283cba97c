"""``lrkit export``"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paddle_lrkit.train.start import start_paddle

if TYPE_CHECKING:
    from paddle_lrkit.train.checkpoints.restored import Restored


@click.command("export")
@click.option("-c", "--config", type=click.Path(), help="YAML config; by default that of the run.")
@click.option("--checkpoint", required=True, metavar="DIR", help="A checkpoint, or a run (its last checkpoint).")
@click.option("-O", "--output", metavar="DIR", help="Where to write; by default RUN/export.")
@click.option("-o", "--override", multiple=True, metavar="KEY=VALUE", help="Changes a key of the config.")
@click.option("--device", metavar="cpu|gpu", help="By default a GPU when there is one.")
@click.option("--json", "as_json", is_flag=True, help="Print checkpoint, task, updates, model and files as JSON.")
def command(
    config: str | None,
    checkpoint: str,
    output: str | None,
    override: tuple[str, ...],
    device: str | None,
    as_json: bool,
) -> None:
    """Write an inference model (paddle.jit.save) from a checkpoint, with its vocabulary and class names."""
    start_paddle(quiet=as_json)
    from paddle_lrkit.train.checkpoints.restored import open_checkpoint
    from paddle_lrkit.train.export import export

    restored = open_checkpoint(checkpoint, config, override, device)
    prefix = export(restored, Path(output) if output else restored.run.path / "export")
    if as_json:
        click.echo(json.dumps(_report(restored, prefix)))
        return
    click.echo(f"wrote {prefix}; load it with paddle.jit.load({str(prefix)!r})")


def _report(restored: Restored, prefix: Path) -> dict[str, Any]:
    return {
        "checkpoint": str(restored.checkpoint),
        "task": restored.settings.Global.task,
        "updates": restored.update,
        "model": str(prefix),
        "files": sorted(file.name for file in prefix.parent.iterdir() if file.is_file()),
    }
