"""What the methods of ``list``, ``dict`` and ``set`` have in common: every change can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, describes
from paddle_lrkit.scripts.library.plain import with_arguments
from paddle_lrkit.scripts.unknown import Rest, Unknown

Change = Callable[[Any, Arguments], Any]


def changing(path: str, least: int = 0) -> Callable[[Change], Change]:
    """Registers a method that gets the object and the other arguments; what is not known leaves the object in doubt."""

    def register(method: Change) -> Change:
        @describes(path)
        def describe(arguments: Arguments) -> Any:
            if not arguments.positional:
                return arguments.unknown()
            value, *others = arguments.positional
            if arguments.incomplete or len(others) < least:
                return unsure(value, None, arguments)
            return method(value, with_arguments(arguments, others, arguments.named))

        return method

    return register


def reading(path: str, least: int = 0) -> Callable[[Change], Change]:
    """As `changing`, for methods that change nothing: `Unknown` where the items are not known."""

    def register(method: Change) -> Change:
        @describes(path)
        def describe(arguments: Arguments) -> Any:
            value, *others = arguments.positional or [None]
            if arguments.incomplete or len(others) < least or arguments.reader.items(value) is None:
                return arguments.unknown()
            return method(value, with_arguments(arguments, others, arguments.named))

        return method

    return register


def unsure(value: Any, unknown: Any, arguments: Arguments) -> Unknown:
    """Notes that a container has items that are not known; returns why."""
    why = unknown if isinstance(unknown, Unknown) else arguments.unknown()
    if isinstance(value, list):
        arguments.reader.changed(value, None, [*value, Rest(why)])
    else:
        arguments.reader.doubt(value)
    return why
