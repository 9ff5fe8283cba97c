"""Functions whose result follows from plain values alone: computed when all of them are known."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, LibraryObject, Reader
from paddle_lrkit.scripts.library.bounds import MOST_ITEMS, too_large
from paddle_lrkit.scripts.unknown import Assumed, Rest, Unknown, assumed, rest_of, rests_on

_SCALARS = (int, float, str, bool, complex, bytes, type(None), range, slice, type(...))
_CONTAINERS = (list, tuple, set, frozenset)
_ERRORS = (ArithmeticError, ValueError, TypeError, LookupError, AttributeError)
_MOST_CHOICES = 16
_MOST_ASSUMED = 256
Noted = Callable[[Arguments, Any], None]
NOT_PLAIN: Any = object()


def obstacle(value: Any, reader: Reader, depth: int = 0) -> Any:
    """What keeps a value from being plain: the first `Unknown` in it, or `NOT_PLAIN`; None when it is plain."""
    if isinstance(value, Unknown):
        return value.unknown if isinstance(value, Rest) else value
    if isinstance(value, _SCALARS):
        return None
    if depth > 20 or not isinstance(value, (*_CONTAINERS, dict)) or reader.items(value) is None:
        return NOT_PLAIN
    parts = [*value, *value.values()] if isinstance(value, dict) else value
    return next((found for part in parts if (found := obstacle(part, reader, depth + 1)) is not None), None)


def resting(value: Any, names: frozenset[str]) -> Any:
    """A result with what it rests on; of a list or tuple its items.

    Example:
        >>> sorted(rests_on(resting((2, [3.0]), frozenset({"len(loader)"}))))
        ['len(loader)']
    """
    if names and type(value) in (list, tuple):
        return type(value)(resting(part, names) for part in value)
    if names and type(value) is dict:
        return {key: resting(part, names) for key, part in value.items()}
    return assumed(value, names)


def computed(function: Callable[..., Any], arguments: Arguments, noted: Noted | None = None, stops: bool = True) -> Any:
    """The result of a function of plain values, or `Unknown` for the reason of the argument that is not known.

    Args:
        function: The function.
        arguments: Its arguments.
        noted: Notes where the result changes unevenly while the arguments grow evenly, see `Reader.depends`.
        stops: Whether the function is Python's own, so that its exception ends the program.
    """
    if arguments.incomplete:
        return arguments.unknown()
    values = [*arguments.positional, *arguments.named.values()]
    for number, value in enumerate(values):
        found = obstacle(value, arguments.reader)
        if found is NOT_PLAIN:
            return arguments.unknown()
        if found is not None:
            return _of_choices(function, arguments, number) if found is value and found.choices else found
    names = frozenset().union(*(rests_on(value) for value in values))
    if any(too_large(value) for value in values if not isinstance(value, range)):
        return arguments.unknown(tr("is too large to read"))
    try:
        result = function(*arguments.positional, **arguments.named)
    except TooLargeError:
        return arguments.unknown(tr("is too large to read"))
    except _ERRORS as error:
        if names:
            return arguments.unknown(tr("fails with the length that is assumed: {}", error))
        if not stops or not arguments.reader.guarded:
            return arguments.unknown(f"fails: {error}")
        return arguments.reader.stop(type(error).__name__, str(error), arguments.place)
    except (MemoryError, RecursionError):
        return arguments.unknown(tr("is too large to read"))
    if too_large(result) and not isinstance(result, range):
        return arguments.unknown(tr("is too large to read"))
    if names and isinstance(result, (list, tuple)) and len(result) > _MOST_ASSUMED:
        return arguments.unknown(tr("has a length that is not known without running the script"))
    if noted is not None:
        noted(arguments, result)
    return resting(result, names)


def _of_choices(function: Callable[..., Any], arguments: Arguments, number: int) -> Any:
    """The result for an argument that has one of a few values: one of a few results."""
    count = len(arguments.positional)
    names = list(arguments.named)
    unknown: Unknown = arguments.positional[number] if number < count else arguments.named[names[number - count]]
    if len(unknown.choices) > _MOST_CHOICES:
        return unknown
    results = []
    for choice in unknown.choices:
        positional, named = list(arguments.positional), dict(arguments.named)
        if number < count:
            positional[number] = choice
        else:
            named[names[number - count]] = choice
        result = computed(function, with_arguments(arguments, positional, named))
        if isinstance(result, Unknown):
            return unknown if not result.choices else result
        results.append(result)
    if all(type(result) is type(results[0]) and result == results[0] for result in results):
        return results[0]
    return Unknown(unknown.text, unknown.why, unknown.place, tuple(results))


def with_arguments(arguments: Arguments, positional: list[Any], named: dict[str, Any]) -> Arguments:
    """The same call with other arguments."""
    return Arguments(
        positional, named, arguments.place, arguments.reader, arguments.places, arguments.texts, text=arguments.text
    )


class TooLargeError(Exception):
    """The result takes more memory than the reader uses."""


def pure(function: Callable[..., Any], *paths: str, kind: type | None = None, noted: Noted | None = None) -> None:
    """Registers a function of plain values under its full names."""
    for path in paths:
        described = Described(lambda arguments: computed(function, arguments, noted), path.rpartition(".")[2], kind)
        LIBRARY[path] = described


def listed(value: Any, arguments: Arguments) -> Any:
    """The items of an iterable as a new list, or `Unknown`."""
    if isinstance(value, Unknown):
        return value
    reader, rest = arguments.reader, rest_of(value) if isinstance(value, (list, tuple)) else None
    if rest is not None:
        return rest
    if isinstance(value, LibraryObject):
        if isinstance(value, Assumed):
            return arguments.unknown(tr("has a length that is not known without running the script"))
        value = value.iterable(reader, arguments.place)
        if isinstance(value, (Unknown, LibraryObject)):
            return value if isinstance(value, Unknown) else arguments.unknown()
    if too_large(value):
        return arguments.unknown(tr("is too large to read"))
    items = reader.items(value)
    if items is None or len(items) > MOST_ITEMS:
        return arguments.unknown()
    return list(items)
