"""The base of the arguments of an optimizer, which checks their limits."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any

from paddle_lrkit.errors import check_integer, check_number


def limited(default: float, **limits: float) -> Any:
    """A field with a default and limits, as `check_number` takes them; a default of type int makes it an integer."""
    return field(default=default, metadata=limits)


@dataclass(frozen=True)
class OptimizerArguments:
    """The arguments of one optimizer; the subclasses say which.

    Raises:
        ConfigError: A value is outside its limits.
    """

    def __post_init__(self) -> None:
        for one in fields(self):
            if one.metadata:
                check = check_integer if isinstance(one.default, int) else check_number
                check(one.name, getattr(self, one.name), **one.metadata)
