"""The type of an argument that takes a config: a path, or the name of a config of the package."""

from __future__ import annotations

import os
from typing import Any

import click


class ConfigFile(click.ParamType):
    """``run.yml``, or ``resnet18_digits_cosine``."""

    name = "FILE"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The path; a ConfigError goes to the place that prints errors."""
        if os.path.lexists(value):
            return str(value)
        from paddle_lrkit.config.shipped import config_file

        return config_file(value)
