"""``configparser`` and TOML files."""

from __future__ import annotations

import configparser
import importlib
from collections.abc import Callable
from typing import Any

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import MISSING, Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.config_files import loaded
from paddle_lrkit.scripts.library.files import TextFile, read_file
from paddle_lrkit.scripts.library.paths import path_text
from paddle_lrkit.scripts.library.plain import listed
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

_CONVERTED = {"get": "get", "getint": "getint", "getfloat": "getfloat", "getboolean": "getboolean"}


class IniConfig(LibraryObject):
    """A ``ConfigParser``.

    Args:
        interpolation: Whether ``%(name)s`` is replaced.
    """

    text = "config"

    def __init__(self, interpolation: bool = True) -> None:
        self.parser = configparser.ConfigParser() if interpolation else configparser.RawConfigParser()
        self.unreadable: Unknown | None = None

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        methods: dict[str, Callable[[Arguments], Any]] = {
            "read": self._read,
            "read_file": lambda arguments: self._take(arguments.get(0, "f", None), arguments),
            "sections": lambda arguments: self.parser.sections(),
            "has_section": lambda arguments: self._asked(arguments, self.parser.has_section),
            "has_option": lambda arguments: self._asked(arguments, self.parser.has_option),
            "items": self._items,
        }
        if name in _CONVERTED:
            return Described(lambda arguments: self._value(name, arguments.positional, arguments), name)
        return Described(methods[name], name) if name in methods else super().attribute(name, reader, place)

    def _read(self, arguments: Arguments) -> Any:
        given = arguments.get(0, "filenames", None)
        paths = [given] if path_text(given) is not None or isinstance(given, Unknown) else listed(given, arguments)
        for path in paths if isinstance(paths, list) else [paths]:
            self._take(read_file(path, arguments.reader, arguments.place), arguments)

    def _take(self, file: Any, arguments: Arguments) -> None:
        content = file.content if isinstance(file, TextFile) else arguments.unknown()
        if isinstance(content, str):
            try:
                self.parser.read_string(content)
                return
            except (configparser.Error, RecursionError) as error:
                content = arguments.reader.unknown(
                    file.path, tr("cannot be read: {}", str(error).splitlines()[0]), arguments.place
                )
        self.unreadable = content

    def _asked(self, arguments: Arguments, test: Callable[..., bool]) -> Any:
        if self.unreadable is not None:
            return self.unreadable
        texts = all(isinstance(part, str) for part in arguments.positional)
        return test(*arguments.positional) if texts else arguments.unknown()

    def _items(self, arguments: Arguments) -> Any:
        section = arguments.get(0, "section", None)
        if self.unreadable is not None or not isinstance(section, str) or not self.parser.has_section(section):
            return self.unreadable or arguments.unknown()
        return list(self.parser.items(section))

    def _value(self, method: str, keys: list[Any], arguments: Arguments) -> Any:
        unknown = next((key for key in keys if isinstance(key, Unknown)), self.unreadable)
        if unknown is not None or len(keys) < 2 or not all(isinstance(key, str) for key in keys[:2]):
            return unknown or arguments.unknown()
        try:
            return getattr(self.parser, method)(*keys[:2])
        except (configparser.Error, ValueError, RecursionError):
            return arguments.named.get("fallback", arguments.unknown(tr("is not in the file or of another type")))

    def item(self, key: Any, reader: Reader, place: CodePlace) -> Any:
        return IniSection(self, key)


class IniSection(LibraryObject):
    """A section of a ``ConfigParser``.

    Args:
        config: The config.
        name: The section.
    """

    text = "section"

    def __init__(self, config: IniConfig, name: Any) -> None:
        self.config = config
        self.name = name

    def _value(self, method: str, key: Any, arguments: Arguments) -> Any:
        return self.config._value(method, [self.name, key], arguments)

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        if name not in _CONVERTED:
            return super().attribute(name, reader, place)

        def get(arguments: Arguments) -> Any:
            found = self._value(name, arguments.get(0, "option", None), arguments)
            default = arguments.get(1, "fallback")
            return (
                default
                if isinstance(found, Unknown) and default is not MISSING and not self.config.unreadable
                else found
            )

        return Described(get, name)

    def item(self, key: Any, reader: Reader, place: CodePlace) -> Any:
        return self._value("get", key, Arguments([], {}, place, reader, {}, {}, text=f"{self.name}[{key!r}]"))

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        if self.config.unreadable is not None:
            return self.config.unreadable
        known = isinstance(self.name, str) and self.config.parser.has_section(self.name)
        return self.config.parser.options(self.name) if known else super().iterable(reader, place)


@describes("configparser.ConfigParser", "configparser.SafeConfigParser", "configparser.RawConfigParser")
def _config(arguments: Arguments) -> Any:
    return IniConfig("interpolation" not in arguments.named and not arguments.text.endswith("RawConfigParser"))


def _parsed_toml(text: str, name: str) -> Any:
    try:
        tomllib = importlib.import_module("tomllib")
    except ImportError:
        raise ConfigError(tr("TOML is read with Python 3.11 or newer"), file=name) from None
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(tr("not valid TOML: {}", error), file=name) from None


@describes("tomllib.load", "tomllib.loads", "tomli.load", "tomli.loads", "toml.loads")
def _toml(arguments: Arguments) -> Any:
    return loaded(arguments.get(0, "fp", arguments.named.get("s")), arguments, _parsed_toml)


@describes("toml.load")
def _toml_of_path(arguments: Arguments) -> Any:
    source = arguments.get(0, "f", None)
    if not isinstance(source, TextFile):
        source = read_file(source, arguments.reader, arguments.place)
    return loaded(source, arguments, _parsed_toml)
