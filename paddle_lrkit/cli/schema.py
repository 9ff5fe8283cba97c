"""``lrkit schema``"""

from __future__ import annotations

import click

from paddle_lrkit.config.shipped import schema_file


@click.command("schema")
def command() -> None:
    """Print the JSON Schema of the training config, for completion and checks in an editor.

    lrkit schema > lrkit.schema.json, then as the first line of a config:
    # yaml-language-server: $schema=lrkit.schema.json
    """
    click.echo(schema_file().read_text(encoding="utf-8"), nl=False)
