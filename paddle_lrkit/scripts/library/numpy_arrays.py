"""NumPy arrays of one dimension, as schedules use them: their values as plain numbers."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, LibraryObject, Reader
from paddle_lrkit.scripts.library.bounds import MOST_ITEMS
from paddle_lrkit.scripts.library.plain import TooLargeError, computed, with_arguments
from paddle_lrkit.scripts.library.uneven import is_number
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

Operator = Callable[[Any, Any], Any]
_OPERATORS: dict[str, Operator] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
}
_METHODS = (
    *("sum", "mean", "max", "min", "prod", "std", "var", "cumsum", "cumprod"),
    *("clip", "round", "repeat", "argmax", "argmin"),
)


class NumberArray(LibraryObject):
    """An array of one dimension.

    Args:
        values: Its numbers.
    """

    kinds = ("numpy.ndarray",)
    text = "array"

    def __init__(self, values: list[Any]) -> None:
        self.values = values

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        if name in ("shape", "size", "ndim", "T", "real"):
            plain = {"shape": (len(self.values),), "size": len(self.values), "ndim": 1}
            return plain.get(name, self)
        if name in ("tolist", "astype", "copy", "flatten", "ravel", "squeeze", "numpy", "view"):
            return Described(lambda arguments: self._turned(name, arguments), name)
        if name == "item" and len(self.values) == 1:
            return Described(lambda arguments: self.values[0], name)
        if name in _METHODS:
            function = LIBRARY[f"numpy.{name}"].function
            return Described(
                lambda given: function(with_arguments(given, [self, *given.positional], given.named)), name
            )
        return super().attribute(name, reader, place)

    def _turned(self, name: str, arguments: Arguments) -> Any:
        if name == "tolist":
            return list(self.values)
        kind = getattr(arguments.get(0, "dtype", None), "path", None) or getattr(
            arguments.get(0, "dtype", None), "name", None
        )
        if name == "astype" and isinstance(kind or arguments.get(0, "dtype", None), str):
            kind = kind or arguments.get(0, "dtype")
            return NumberArray([int(value) if "int" in kind else float(value) for value in self.values])
        return NumberArray(list(self.values))

    def operate(self, symbol: str, other: Any, swapped: bool, reader: Reader, place: CodePlace) -> Any:
        if isinstance(other, Unknown):
            return other
        function = _OPERATORS.get(symbol)
        if function is None or not (is_number(other) or isinstance(other, (NumberArray, list, tuple))):
            return super().operate(symbol, other, swapped, reader, place)
        call = Arguments([other, self] if swapped else [self, other], {}, place, reader, {}, {}, text=f"array {symbol}")
        return elementwise(function, call)

    def item(self, key: Any, reader: Reader, place: CodePlace) -> Any:
        try:
            found = self.values[key]
        except (IndexError, TypeError, ValueError):
            return key if isinstance(key, Unknown) else super().item(key, reader, place)
        if isinstance(key, int):
            reader.depends("Item", key, self.values, found, place)
        return NumberArray(found) if isinstance(found, list) else found

    def set_item(self, key: Any, value: Any, reader: Reader, place: CodePlace) -> None:
        if isinstance(key, int) and -len(self.values) <= key < len(self.values):
            reader.changed(self.values, key % len(self.values), value)
        else:
            why = reader.unknown(self.text, tr("is changed at places that are not known"), place)
            reader.changed(self.values, None, [why] * len(self.values))

    def contains(self, value: Any, reader: Reader, place: CodePlace) -> Any:
        return value in self.values if is_number(value) else super().contains(value, reader, place)

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        return list(self.values)

    def length(self, reader: Reader, place: CodePlace) -> Any:
        return len(self.values)

    def truth(self) -> bool | None:
        return None


def unpacked(value: Any) -> Any:
    """Arrays as lists, to any depth of lists."""
    if isinstance(value, NumberArray):
        return list(value.values)
    return type(value)(unpacked(part) for part in value) if type(value) in (list, tuple) else value


def packed(value: Any) -> Any:
    """A list of numbers as an array; another value as it is."""
    if isinstance(value, (list, tuple)) and all(is_number(part) or isinstance(part, bool) for part in value):
        return NumberArray(list(value))
    return value


def array_call(function: Callable[..., Any], arguments: Arguments, noted: Any = None) -> Any:
    """The result of a function of numbers and lists, in which arrays count as lists."""
    named = {name: unpacked(value) for name, value in arguments.named.items() if name not in ("dtype", "out", "axis")}
    positional = [unpacked(value) for value in arguments.positional]
    return packed(computed(function, with_arguments(arguments, positional, named), noted, stops=False))


def elementwise(function: Callable[..., Any], arguments: Arguments, noted: Any = None) -> Any:
    """A function of numbers, applied to each item of the arrays among the arguments."""

    def apply(*values: Any) -> Any:
        lists = [value for value in values if isinstance(value, (list, tuple))]
        if not lists:
            return function(*values)
        count = max(len(value) for value in lists)
        if count > MOST_ITEMS or any(len(value) not in (1, count) for value in lists):
            raise TooLargeError
        rows = [value if isinstance(value, (list, tuple)) else [value] for value in values]
        return [function(*(row[index if len(row) > 1 else 0] for row in rows)) for index in range(count)]

    return array_call(apply, arguments, noted)
