"""The type of an option that takes a duration."""

from __future__ import annotations

from typing import Any

import click

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.units import Duration, parse_duration


class DurationType(click.ParamType):
    """``200ep``, ``500it`` or ``10%``."""

    name = "DURATION"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Duration:
        """Reads a duration; a usage error if it is none."""
        try:
            return parse_duration(value)
        except ConfigError as error:
            self.fail(error.message, param, ctx)
