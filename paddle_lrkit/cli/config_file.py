"""The type of an argument that takes a config: a path, or the name of a config of the package."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


class ConfigFile(click.ParamType):
    """``run.yml``, or ``resnet18_digits_cosine``."""

    name = "FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The path; a ConfigError goes to the place that prints errors."""
        if os.path.lexists(value):
            return str(value)
        from paddle_lrkit.config.shipped import config_file

        return config_file(value)

    def shell_complete(self, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
        """Files; names of configs of the package where no file begins so."""
        import glob

        from click.shell_completion import CompletionItem

        from paddle_lrkit.config.shipped import shipped_configs

        if not incomplete or glob.glob(f"{glob.escape(os.path.expanduser(incomplete))}*"):
            return [CompletionItem(incomplete, type="file")]
        return [CompletionItem(one.name) for one in shipped_configs() if one.name.startswith(incomplete)]
