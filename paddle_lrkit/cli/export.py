"""``lrkit export``"""

from __future__ import annotations

from pathlib import Path

import click

from paddle_lrkit.train.start import start_paddle


@click.command("export")
@click.option("-c", "--config", type=click.Path(), help="YAML config; by default that of the run.")
@click.option("--checkpoint", required=True, metavar="DIR", help="A checkpoint, or a run (its last checkpoint).")
@click.option("-O", "--output", metavar="DIR", help="Where to write; by default RUN/export.")
@click.option("-o", "--override", multiple=True, metavar="KEY=VALUE", help="Changes a key of the config.")
@click.option("--device", metavar="cpu|gpu", help="By default a GPU when there is one.")
def command(
    config: str | None, checkpoint: str, output: str | None, override: tuple[str, ...], device: str | None
) -> None:
    """Write an inference model (paddle.jit.save) from a checkpoint, with its vocabulary and class names."""
    start_paddle()
    from paddle_lrkit.train.export import export
    from paddle_lrkit.train.restored import open_checkpoint

    restored = open_checkpoint(checkpoint, config, override, device)
    prefix = export(restored, Path(output) if output else restored.run.path / "export")
    click.echo(f"wrote {prefix}; load it with paddle.jit.load({str(prefix)!r})")
