"""``lrkit configs``"""

from __future__ import annotations

import json

import click

from paddle_lrkit.cli.examples import examples
from paddle_lrkit.cli.language import language_option
from paddle_lrkit.cli.options import json_option
from paddle_lrkit.config.shipped import find_config, shipped_configs
from paddle_lrkit.reports.configs import config_rows, shown_config, shown_configs


@click.command(
    "configs",
    epilog=examples(
        "lrkit configs",
        "lrkit configs resnet18_digits_cosine",
        "lrkit configs resnet18_digits_cosine > mine.yml",
    ),
)
@click.argument("name", required=False)
@language_option
@json_option
def command(name: str | None, as_json: bool) -> None:
    """List the configs of the package, or print the one named NAME with the keys of its bases.

    Every command takes them by name: lrkit train -c resnet18_digits_cosine. To change one, write it into a file: lrkit
    configs resnet18_digits_cosine > mine.yml
    """
    if name is not None:
        click.echo(shown_config(find_config(name)), nl=False)
    elif as_json:
        click.echo(json.dumps(config_rows(shipped_configs())))
    else:
        click.echo(shown_configs(shipped_configs()))
