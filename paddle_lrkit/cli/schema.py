"""``lrkit schema``"""

from __future__ import annotations

import json

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.config.shipped import schema_file
from paddle_lrkit.suites.config_schema import config_schema, translated
from paddle_lrkit.suites.table import SUITES


@click.command(
    "schema",
    epilog=examples(
        "lrkit schema > lrkit.schema.json",
        "lrkit schema --suite ppdet > ppdet.schema.json",
    ),
)
@click.option(
    "--suite",
    type=click.Choice([*SUITES]),
    default="lrkit",
    show_default=True,
    help="Suite whose configs are meant. The schema of another suite knows the schedule, the optimizer and the batch "
    "size, and leaves all other keys open.",
)
@language_option
def command(suite: str) -> None:
    """Print the JSON Schema of a config, for completion and checks in an editor.

    Write it to a file and name that in the first line of a config:
    # yaml-language-server: $schema=lrkit.schema.json
    """
    schema = json.loads(schema_file().read_text(encoding="utf-8")) if suite == "lrkit" else config_schema(suite)
    click.echo(json.dumps(translated(schema), indent=1, ensure_ascii=False))
