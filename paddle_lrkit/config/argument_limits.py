"""The base of the arguments of an optimizer, which checks their limits."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from paddle_lrkit.errors import ConfigError, check_integer, check_number, shown
from paddle_lrkit.messages import tr


def limited(default: float, **limits: float) -> Any:
    """A field with a default and limits, as `check_number` takes them; a default of type int makes it an integer."""
    return field(default=default, metadata=limits)


@dataclass(frozen=True)
class OptimizerArguments:
    """The arguments of one optimizer; the subclasses say which.

    Raises:
        ConfigError: A value is outside its limits, or a switch is not true or false.
    """

    def __post_init__(self) -> None:
        for one in fields(self):
            value = getattr(self, one.name)
            if one.metadata:
                check = check_integer if isinstance(one.default, int) else check_number
                check(one.name, value, **one.metadata)
            elif isinstance(one.default, bool) and not isinstance(value, bool):
                raise ConfigError(tr("must be true or false, got {}", shown(value)), key=one.name)
