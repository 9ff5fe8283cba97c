"""One value of a config and its key."""

from __future__ import annotations

from typing import Any, NamedTuple

from paddle_lrkit.config.document import Document, Path

_LARGEST = 1e15


class ConfigValue(NamedTuple):
    """A value and its key.

    Args:
        value: As written, or in updates where the dialect has units.
        path: Path of the key; of a default, path of the section.
        text: As written, where ``value`` was converted.
        default_key: Set for a default of the suite: the key that changes it, empty when there is none.
        head: Items of the list before those of ``value``.
    """

    value: Any
    path: Path
    text: str | None = None
    default_key: str | None = None
    head: tuple[Any, ...] = ()

    def item_path(self, index: int) -> Path:
        """Path of an item of ``value``; of the list where the items have none."""
        return (*self.path, index + len(self.head)) if len(self.path) > 1 else self.path

    @property
    def key_path(self) -> Path | None:
        """Path of the key to change the value with; None when no key does."""
        if self.default_key is None:
            return self.path or None
        return (*self.path, self.default_key) if self.default_key else None

    @property
    def number(self) -> float | None:
        """The value as a finite number; text that reads as one counts."""
        return as_number(self.value)

    @property
    def numbers(self) -> list[float]:
        """The values of a list; empty when one of them is not a number."""
        if not isinstance(self.value, (list, tuple)):
            return []
        found = [as_number(value) for value in self.value]
        return [] if None in found else [value for value in found if value is not None]

    @property
    def first(self) -> ConfigValue | None:
        """The first number of a list; None without one."""
        return ConfigValue(self.value[0], self.path) if self.numbers else None

    @property
    def is_positive(self) -> bool:
        """Whether the value is a number above 0."""
        return (self.number or 0) > 0


class SectionValues:
    """Looks up the values of one section.

    Args:
        document: The config.
        section: Path of the section; empty for the whole config.
    """

    def __init__(self, document: Document, section: Path = ()) -> None:
        self.document, self.section = document, section

    def __call__(self, *keys: str | int) -> ConfigValue | None:
        """The value of a key, or of a path from the section on; None when it is missing."""
        path = (*self.section, *keys)
        value = self.document.get(path)
        return None if value is None else ConfigValue(value, path)

    def default(self, value: Any, key: str = "") -> ConfigValue:
        """A value that the suite takes because the section does not give it; ``key`` is the key that changes it."""
        return ConfigValue(value, self.section, default_key=key)


def as_number(value: Any) -> float | None:
    """``value`` as a float; None when it is not a number or too large for any length or rate.

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
