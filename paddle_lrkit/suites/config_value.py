"""One value of a config and where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.document import Path

_LARGEST = 1e15


@dataclass(frozen=True)
class ConfigValue:
    """A value and its key.

    Args:
        value: As written, or in updates where the dialect has units.
        path: The key.
        text: As written, where ``value`` was converted.
    """

    value: Any
    path: Path
    text: str | None = None

    @property
    def number(self) -> float | None:
        """The value as a finite number; text that reads as one counts."""
        return as_number(self.value)

    @property
    def numbers(self) -> list[float]:
        """The values of a list that are numbers; empty when one of them is none."""
        if not isinstance(self.value, (list, tuple)):
            return []
        found = [as_number(value) for value in self.value]
        return [] if None in found else [value for value in found if value is not None]


def as_number(value: Any) -> float | None:
    """``value`` as a float, or None; what no length and no rate can be is no number either.

    Example:
        >>> as_number("1e-4"), as_number(True), as_number([1]), as_number(1e300)
        (0.0001, None, None, None)
    """
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if abs(number) <= _LARGEST else None
