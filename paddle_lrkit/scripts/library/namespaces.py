"""Objects that hold named values: ``argparse.Namespace``, ``types.SimpleNamespace``."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.values import merged
from paddle_lrkit.scripts.unknown import CodePlace, Unknown


class ValueNamespace(LibraryObject):
    """An object whose attributes are its values.

    Args:
        kind: Full name of its class.
        values: Name -> value.
        others: What every other attribute is, where there may be more; None when these are all.
        name: What messages call it.
    """

    def __init__(self, kind: str, values: dict[str, Any], others: Unknown | None = None, name: str = "args") -> None:
        self.kinds = (kind,)
        self.values = values
        self.others = others
        self.text = name

    def named(self, name: str, reader: Reader) -> None:
        self.text = name

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        if name in self.values:
            return self.values[name]
        if name == "__dict__":
            return self.values if self.others is None else reader.doubt(self.values)
        if self.others is not None:
            return Unknown(f"{self.text}.{name}", self.others.why, self.others.place)
        return reader.unknown(f"{self.text}.{name}", tr("is not set before"), place)

    def has(self, name: str) -> bool | None:
        return True if name in self.values or name == "__dict__" else None if self.others is not None else False

    def set_attribute(self, name: str, value: Any, reader: Reader, place: CodePlace) -> None:
        reader.changed(self.values, name, value)

    def contains(self, value: Any, reader: Reader, place: CodePlace) -> Any:
        if isinstance(value, str):
            there = self.has(value)
            if there is not None:
                return there
        return super().contains(value, reader, place)

    def copied(self, values: dict[str, Any]) -> ValueNamespace:
        """The same with other values."""
        return ValueNamespace(self.kinds[0], values, self.others, self.text)


@describes("argparse.Namespace", "types.SimpleNamespace")
def _namespace(arguments: Arguments) -> Any:
    kind = "types.SimpleNamespace" if arguments.text.endswith("SimpleNamespace") else "argparse.Namespace"
    found: Any = {}
    if arguments.positional:
        found = merged(found, arguments.positional[0], arguments)
    if isinstance(found, Unknown):
        return ValueNamespace(kind, dict(arguments.named), found)
    others = arguments.unknown() if arguments.incomplete else None
    return ValueNamespace(kind, {**found, **arguments.named}, others)
