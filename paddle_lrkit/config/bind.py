"""Calls a function or a dataclass with the keys of a config as its arguments.

The signature is the schema: its parameters are the known keys, its annotations the types, and keys with a default are
optional. A ConfigError that the call raises gets the file and line of the key that it names.
"""

from __future__ import annotations

import dataclasses
import functools
import inspect
import math
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from paddle_lrkit.config.document import Document, Path, steps
from paddle_lrkit.config.file_paths import FilePath, local_path
from paddle_lrkit.config.registry import Registry
from paddle_lrkit.errors import ConfigError, did_you_mean, shown
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.units import Duration, RunLength, Updates, parse_duration

T = TypeVar("T")


@dataclass(frozen=True)
class Component:
    """A part that is chosen by name: ``{name: X, argument: value}``, or ``X`` or ``X: {argument: value}`` in a list.

    Args:
        name: The name in a registry.
        arguments: The other keys, as loaded.
        document: The config, for the file and line of errors.
        path: Path of the component in the config.
        nested: Whether the arguments are written below the name (``X: {...}``).
    """

    name: str
    arguments: dict[str, Any] = field(default_factory=dict)
    document: Document = field(default_factory=lambda: Document({}), repr=False, compare=False)
    path: Path = ()
    nested: bool = False

    def build(
        self,
        registry: Registry,
        *,
        length: RunLength | None = None,
        supplied: Mapping[str, Any] = {},
        reserved: Mapping[str, Any] = {},
    ) -> Any:
        """Calls the factory that ``registry`` has under this name; see `bind` for ``supplied`` and ``reserved``."""
        try:
            factory = registry.find(self.name)
        except ConfigError as error:
            raise self.document.located(error, self.path) from error.__cause__
        return self.call(factory, length=length, supplied=supplied, reserved=reserved)

    def call(
        self,
        factory: Callable[..., T],
        *,
        length: RunLength | None = None,
        supplied: Mapping[str, Any] = {},
        reserved: Mapping[str, Any] = {},
    ) -> T:
        """Calls ``factory`` with the arguments of this component."""
        path = (*self.path, self.name) if self.nested else self.path
        return bind(
            factory,
            self.document,
            path,
            values=self.arguments,
            length=length,
            supplied=supplied,
            reserved=reserved,
        )


def bind(
    factory: Callable[..., T],
    document: Document,
    path: Path = (),
    *,
    values: Mapping[str, Any] | None = None,
    length: RunLength | None = None,
    supplied: Mapping[str, Any] = {},
    reserved: Mapping[str, Any] = {},
    also_known: Iterable[str] = (),
) -> T:
    """Calls ``factory`` with the keys at ``path``.

    Args:
        factory: A function or dataclass with annotated parameters.
        document: The config.
        path: Path of the section.
        values: The keys, if not all keys at ``path``.
        length: The run, to convert durations into updates.
        supplied: Arguments from the caller, such as ``num_classes``; used if the signature has them and the config
            does not set them.
        reserved: Arguments from the caller that the config must not set.
        also_known: Names of keys that are read elsewhere, for the suggestion after an unknown key.

    Raises:
        ConfigError: A key is unknown, missing or of the wrong type, or the factory raises one; with file and line.
    """
    if values is None:
        values = document.get(path, {})
        if values is None:
            values = {}
    if not isinstance(values, Mapping):
        raise document.error(tr("must be a section with keys, got {}", shown(values)), path)
    try:
        parameters, hints = _schema(factory)
    except ConfigError as error:
        raise document.located(error, path) from error.__cause__
    reader = _Reader(document, length or RunLength())
    arguments = {name: value for name, value in {**supplied, **reserved}.items() if name in parameters}
    allowed = [*(name for name in parameters if name not in reserved), *also_known]
    for key, value in values.items():
        if key not in allowed:
            raise document.error(tr("unknown key{}", nearest_or_all(key, allowed)), (*path, key))
        arguments[key] = reader.convert(value, hints.get(key, Any), (*path, key))
    for name, parameter in parameters.items():
        if name not in arguments and parameter.default is parameter.empty:
            raise document.error(tr("the key {!r} is missing", name), path)
        if name not in arguments and hints.get(name) is FilePath:
            arguments[name] = reader.convert(parameter.default, FilePath, (*path, name))
    try:
        return factory(**arguments)
    except ConfigError as error:
        raise document.located(error, path) from error.__cause__


def nearest_or_all(key: object, known: Sequence[str]) -> str:
    """The end of a message about an unknown key: the nearest known key, or all known keys."""
    listed = tr("; known: {}", tr(", ").join(known)) if known else tr("; no keys are allowed here")
    return did_you_mean(key, known) or listed


def parameters(factory: Callable[..., Any]) -> tuple[str, ...]:
    """The keys that a factory takes.

    Example:
        >>> parameters(parameters)
        ('factory',)
    """
    return tuple(_schema(factory)[0])


def argument_types(factory: Callable[..., Any]) -> Mapping[str, Any]:
    """The annotated types of the keys that a factory takes, and of its result as ``return``.

    Example:
        >>> argument_types(parameters)["return"]
        tuple[str, ...]
    """
    return _schema(factory)[1]


@functools.cache
def _schema(factory: Callable[..., Any]) -> tuple[Mapping[str, inspect.Parameter], dict[str, Any]]:
    """The parameters and their types, without ``*args`` and ``**kwargs``."""
    target = factory.func if isinstance(factory, functools.partial) else factory
    if inspect.isclass(target) and not dataclasses.is_dataclass(target):
        target = target.__init__
    try:
        parameters = inspect.signature(factory).parameters
        hints = get_type_hints(inspect.unwrap(target))
    except (TypeError, ValueError, NameError, AttributeError) as error:
        raise ConfigError(tr("the signature of {} cannot be read: {}", shown(factory), error)) from error
    open_ended = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    return {name: given for name, given in parameters.items() if given.kind not in open_ended}, hints


@dataclass(frozen=True)
class _Reader:
    document: Document
    length: RunLength

    def convert(self, value: Any, hint: Any, path: Path) -> Any:
        """Converts ``value`` to the type ``hint``."""
        if hint is Updates or hint is Duration:
            return self._duration(value, hint, path)
        if hint is Component:
            return self._component(value, path)
        if hint is Message:
            return Message(self._plain(value, str, path))
        if dataclasses.is_dataclass(hint) and isinstance(hint, type):
            return bind(hint, self.document, path, length=self.length)
        if hint is FilePath:
            return local_path(self.document, path, self._plain(value, str, path))
        if hint in _PLAIN:
            return self._plain(value, hint, path)
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            return self._optional(value, hint, path)
        if origin is Literal:
            return self._choice(value, get_args(hint), path)
        if origin in (list, tuple, Sequence):
            return self._sequence(value, origin, get_args(hint), path)
        if origin is dict or hint is dict:
            return self._mapping(value, get_args(hint), path)
        return value

    def _duration(self, value: Any, hint: Any, path: Path) -> Any:
        try:
            duration = parse_duration(value)
            return duration.updates(self.length) if hint is Updates else duration
        except ConfigError as error:
            raise self.document.located(error, path) from None

    def _plain(self, value: Any, hint: type, path: Path) -> Any:
        allowed, words = _PLAIN[hint]
        if not isinstance(value, allowed) or (hint is not bool and isinstance(value, bool)):
            raise self.document.error(tr("must be {}, got {}", words, shown(value)), path)
        return self._finite(value, path) if hint is float else value

    def _finite(self, value: float, path: Path) -> float:
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            raise self.document.error(tr("must be a finite number, got {}", shown(value)), path)
        return number

    def _optional(self, value: Any, hint: Any, path: Path) -> Any:
        options = get_args(hint)
        if value is None and type(None) in options:
            return None
        options = tuple(option for option in options if option is not type(None))
        failures: list[ConfigError] = []
        for option in options:
            try:
                return self.convert(value, option, path)
            except ConfigError as error:
                failures.append(error)
        raise max(failures, key=lambda error: len(steps(error.key or "")))

    def _choice(self, value: Any, choices: tuple[Any, ...], path: Path) -> Any:
        if any(value == choice and type(value) is type(choice) for choice in choices):
            return value
        listed = tr(", ").join(str(choice) for choice in choices)
        hint = did_you_mean(value, map(str, choices))
        raise self.document.error(tr("must be one of {}, got {}{}", listed, shown(value), hint), path)

    def _sequence(self, value: Any, origin: Any, inner: tuple[Any, ...], path: Path) -> Any:
        if not isinstance(value, (list, tuple)):
            raise self.document.error(tr("must be a list, got {}", shown(value)), path)
        hints = list(inner)
        if origin is tuple and hints and hints[-1] is not Ellipsis:
            if len(value) != len(hints):
                raise self.document.error(tr("must be a list of {} values, got {}", len(hints), len(value)), path)
        else:
            hints = [hints[0] if hints else Any] * len(value)
        items = [self.convert(item, hints[index], (*path, index)) for index, item in enumerate(value)]
        return tuple(items) if origin is tuple else items

    def _mapping(self, value: Any, inner: tuple[Any, ...], path: Path) -> Any:
        if not isinstance(value, dict):
            raise self.document.error(tr("must be a section with keys, got {}", shown(value)), path)
        hint = inner[1] if len(inner) == 2 else Any
        return {key: self.convert(item, hint, (*path, key)) for key, item in value.items()}

    def _component(self, value: Any, path: Path) -> Component:
        if isinstance(value, str):
            return Component(value, {}, self.document, path)
        if isinstance(value, dict) and isinstance(value.get("name"), str):
            rest = {key: item for key, item in value.items() if key != "name"}
            return Component(value["name"], rest, self.document, path)
        if isinstance(value, dict) and len(value) == 1 and path and isinstance(path[-1], int):
            ((name, rest),) = value.items()
            if isinstance(name, str) and (rest is None or isinstance(rest, dict)):
                return Component(name, rest or {}, self.document, path, nested=True)
        in_list = bool(path) and isinstance(path[-1], int)
        if isinstance(value, dict) and not in_list:
            raise self.document.error(tr("the key 'name' is missing or not text"), path)
        raise self.document.error(tr("must be {}, got {}", _FORMS[in_list], shown(value)), path)


_PLAIN: dict[Any, tuple[Any, Message]] = {
    float: ((int, float), Message("a number")),
    int: (int, Message("a whole number")),
    bool: (bool, Message("true or false")),
    str: (str, Message("text")),
}
_FORMS = (Message("a section with a 'name'"), Message("X, {name: X, argument: value} or X: {argument: value}"))
"""How a component is written, outside and inside a list."""
