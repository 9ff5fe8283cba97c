"""The arguments of a call by the names of a function's parameters, or the TypeError that Python raises."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.scripts.library.base import Arguments
from paddle_lrkit.scripts.unknown import CodePlace

REQUIRED: Any = inspect.Parameter.empty
"""Default of a parameter that must be given."""


@dataclass(frozen=True)
class BoundArguments:
    """The arguments that are given, by name.

    Args:
        values: Name -> value.
        places: Name -> where the value is written.
        texts: Name -> its source text.
    """

    values: dict[str, Any]
    places: dict[str, CodePlace]
    texts: dict[str, str]


def bind(arguments: Arguments, function: str, parameters: Mapping[str, Any], method: bool = True) -> BoundArguments:
    """Gives each argument its name.

    Args:
        arguments: The call.
        function: Its name in an error, such as ``StepDecay.__init__``.
        parameters: Name -> default, without ``self``.
        method: Whether there is a ``self``, which Python counts.

    Returns:
        The arguments; where the call has a mistake, the program stops instead.
    """
    by_position = list(parameters)[: len(arguments.positional)]
    if len(arguments.positional) > len(parameters):
        _stop(arguments, function, _too_many(parameters, len(arguments.positional), int(method)))
    for name in arguments.named:
        if name not in parameters:
            _stop(arguments, function, f"got an unexpected keyword argument {name!r}")
        if name in by_position:
            _stop(arguments, function, f"got multiple values for argument {name!r}")
    found = named(arguments, parameters)
    missing = [name for name, default in parameters.items() if default is REQUIRED and name not in found.values]
    if missing and not arguments.incomplete:
        listed = _listed([repr(name) for name in missing])
        plural = "s" if len(missing) > 1 else ""
        _stop(arguments, function, f"missing {len(missing)} required positional argument{plural}: {listed}")
    return found


def named(arguments: Arguments, parameters: Mapping[str, Any]) -> BoundArguments:
    """Gives each argument its name, also in a call that Python refuses.

    Args:
        arguments: The call.
        parameters: Name -> default, without ``self``.
    """
    given: dict[str, Any] = {}
    keys: dict[str, int | str] = {}
    for index, (name, value) in enumerate(zip(parameters, arguments.positional, strict=False)):
        given[name], keys[name] = value, index
    for name, value in arguments.named.items():
        given[name], keys[name] = value, name
    places = {name: arguments.places[key] for name, key in keys.items() if key in arguments.places}
    texts = {name: arguments.texts[key] for name, key in keys.items() if key in arguments.texts}
    return BoundArguments(given, places, texts)


def _too_many(parameters: Mapping[str, Any], given: int, extra: int) -> str:
    most = len(parameters) + extra
    least = sum(default is REQUIRED for default in parameters.values()) + extra
    takes = f"{most}" if least == most else f"from {least} to {most}"
    return f"takes {takes} positional argument{'' if most == 1 else 's'} but {given + extra} were given"


def _listed(names: list[str]) -> str:
    if len(names) < 3:
        return " and ".join(names)
    return f"{', '.join(names[:-1])}, and {names[-1]}"


def _stop(arguments: Arguments, function: str, why: str) -> None:
    arguments.reader.stop("TypeError", f"{function}() {why}", arguments.place)


def type_text(value: Any) -> str:
    """The class of a value as Paddle's messages show it.

    Example:
        >>> type_text(3), type_text(None)
        ("<class 'int'>", "<class 'NoneType'>")
    """
    plain = (type(None), bool, int, float, str, list, tuple, dict)
    return str(next((kind for kind in plain if isinstance(value, kind)), f"<class {type(value).__name__!r}>"))
