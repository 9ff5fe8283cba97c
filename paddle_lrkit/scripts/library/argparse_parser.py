"""The parsers that a script builds with ``argparse``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import Any

from paddle_lrkit.errors import ConfigError, did_you_mean
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.argparse_options import ParserOption, option_of
from paddle_lrkit.scripts.library.argparse_reading import ArgumentsError, given_arguments, read_arguments
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.namespaces import ValueNamespace
from paddle_lrkit.scripts.library.plain import listed
from paddle_lrkit.scripts.unknown import CodePlace, Unknown


class Parser(LibraryObject):
    """An ``argparse.ArgumentParser``.

    Args:
        place: Where it is built.
        prefix_chars: The letters with which options begin.
    """

    text = "parser"
    kinds = ("argparse.ArgumentParser",)

    def __init__(self, place: CodePlace, prefix_chars: str = "-") -> None:
        self.place = place
        self.prefix_chars = prefix_chars
        self.options: list[ParserOption] = []
        self.defaults: dict[str, Any] = {}
        self.unreadable: Unknown | None = None
        self.commands: list[Commands] = []

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        methods: dict[str, Callable[[Arguments], Any]] = {
            "add_argument": self.add,
            "add_argument_group": lambda arguments: OptionGroup(self),
            "add_mutually_exclusive_group": lambda arguments: OptionGroup(self, object()),
            "add_subparsers": self._add_commands,
            "set_defaults": self._set_defaults,
            "get_default": self._get_default,
            "parse_args": self._parse_args,
            "parse_known_args": self._parse_known_args,
            "parse_intermixed_args": self._parse_args,
            "print_help": _nothing,
            "print_usage": _nothing,
            "format_help": lambda arguments: arguments.unknown(),
            "error": lambda arguments: reader.stop("SystemExit", str(arguments.get(0, "message", 2)), arguments.place),
            "exit": lambda arguments: reader.stop("SystemExit", str(arguments.get(0, "status", 0)), arguments.place),
        }
        if name in methods:
            return Described(methods[name], name)
        return super().attribute(name, reader, place)

    def add(self, arguments: Arguments, group: Any = None) -> Any:
        """``add_argument(...)``."""
        option = option_of(arguments, group)
        if option.unreadable is not None:
            arguments.reader.changed(self, "unreadable", option.unreadable)
        else:
            arguments.reader.changed(self.options, None, [*self.options, option])
        return ValueNamespace("argparse.Action", {"dest": option.dest}, name="action")

    def _add_commands(self, arguments: Arguments) -> Any:
        commands = Commands(arguments.named.get("dest"), arguments.place)
        arguments.reader.changed(self.commands, None, [*self.commands, commands])
        return commands

    def _set_defaults(self, arguments: Arguments) -> Any:
        if arguments.incomplete:
            arguments.reader.changed(self, "unreadable", arguments.unknown())
        arguments.reader.changed(self.defaults, None, {**self.defaults, **arguments.named})

    def _get_default(self, arguments: Arguments) -> Any:
        name = arguments.get(0, "dest", None)
        if name in self.defaults:
            return self.defaults[name]
        found = [option for option in self.options if option.dest == name]
        return found[-1].settings.get("default") if found else None

    def _parse_args(self, arguments: Arguments) -> Any:
        return self._parsed(arguments)[0]

    def _parse_known_args(self, arguments: Arguments) -> Any:
        return self._parsed(arguments, strict=False)

    def _parsed(self, arguments: Arguments, strict: bool = True) -> tuple[Any, Any]:
        given, space = given_arguments(arguments), arguments.get(1, "namespace", None)
        if isinstance(given, Unknown):
            return ValueNamespace("argparse.Namespace", {}, given), given
        present = dict(space.values) if isinstance(space, ValueNamespace) else {}
        values, rest, others = self._with_commands(given, present, arguments)
        others = others if self.unreadable is None else self.unreadable
        if strict and rest and others is None:
            known = [name for option in self.options for name in option.names]
            raise self._wrong(
                tr("unrecognized arguments: {}{}", " ".join(rest), did_you_mean(rest[0], known)), arguments
            )
        self._apply_settings(values, arguments)
        if isinstance(space, ValueNamespace):
            arguments.reader.changed(space.values, None, values)
            return space, rest
        return ValueNamespace("argparse.Namespace", values, others), rest

    def _with_commands(
        self, given: list[str], present: dict[str, Any], arguments: Arguments
    ) -> tuple[dict[str, Any], list[str], Any]:
        """The values, the arguments that are left, and what the options of a command are that is not given."""
        if not self.commands:
            return (*self._values(given, present, arguments), None)
        commands = self.commands[0]
        at = next((index for index, text in enumerate(given) if text in commands.parsers), None)
        values, rest = self._values(given[:at], present, arguments)
        if at is None:
            missing = Unknown(
                tr("the command"), tr("is not given; give one of {} after --", commands.known()), commands.place
            )
            if isinstance(commands.dest, str):
                values[commands.dest] = missing
            return values, rest, missing
        if isinstance(commands.dest, str):
            values[commands.dest] = given[at]
        values, inner_rest, others = commands.parsers[given[at]]._with_commands(given[at + 1 :], values, arguments)
        return values, [*rest, *inner_rest], others

    def _values(
        self, given: list[str], present: dict[str, Any], arguments: Arguments
    ) -> tuple[dict[str, Any], list[str]]:
        try:
            return read_arguments(given, self, present, arguments.reader)
        except ArgumentsError as error:
            raise self._wrong(str(error), arguments) from None

    def _wrong(self, message: str, arguments: Arguments) -> ConfigError:
        place = arguments.place
        return ConfigError(tr("the script's arguments do not fit: {}", message), file=place.file, line=place.line)

    def _apply_settings(self, values: dict[str, Any], arguments: Arguments) -> None:
        """Replaces the values that the user gives with ``--set name=value``."""
        for option in self.options:
            names = {option.dest, *(name.lstrip("-") for name in option.names)}
            texts = [text for name in sorted(names) if (text := arguments.reader.setting(name)) is not None]
            if texts:
                values[option.dest] = self._set(option, texts[-1], arguments)

    def _set(self, option: ParserOption, text: str, arguments: Arguments) -> Any:
        if option.action not in ("store", "append", "extend", None):
            lowered = text.lower()
            if lowered not in ("true", "false", "1", "0", "yes", "no"):
                raise self._wrong(tr("--set {}={}: must be true or false", option.dest, text), arguments)
            return lowered in ("true", "1", "yes")
        name = next((one for one in option.names if one.startswith("--")), "--value")
        alone = ParserOption((name,), {**option.settings, "required": False, "dest": "value"}, option.place)
        single = Parser(self.place)
        single.options.append(alone)
        several = option.settings.get("nargs") not in (None, "?")
        words = text.replace(",", " ").split() if several else [text]
        found = single._values([name, *words] if several else [f"{name}={text}"], {}, arguments)[0]
        return found["value"]


class OptionGroup(LibraryObject):
    """A group of options, which belong to its parser.

    Args:
        parser: The parser.
        exclusive: Marks the options of which at most one may be given.
    """

    text = "group"

    def __init__(self, parser: Parser, exclusive: Any = None) -> None:
        self.parser = parser
        self.exclusive = exclusive

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        if name == "add_argument":
            return Described(lambda arguments: self.parser.add(arguments, self.exclusive), name)
        if name in ("add_argument_group", "add_mutually_exclusive_group"):
            return Described(lambda arguments: OptionGroup(self.parser, self.exclusive), name)
        return self.parser.attribute(name, reader, place)


class Commands(LibraryObject):
    """What ``add_subparsers()`` gives: a parser for each command.

    Args:
        dest: The attribute that holds the name of the command.
        place: The call.
    """

    text = "subparsers"

    def __init__(self, dest: Any, place: CodePlace) -> None:
        self.dest = dest
        self.place = place
        self.parsers: dict[str, Parser] = {}

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        return Described(self._add, name) if name == "add_parser" else super().attribute(name, reader, place)

    def _add(self, arguments: Arguments) -> Any:
        parser = _parser(arguments)
        name = arguments.get(0, "name", None)
        if isinstance(name, str):
            arguments.reader.changed(self.parsers, name, parser)
        return parser

    def known(self) -> str:
        """The names of the commands."""
        return ", ".join(self.parsers)


def _nothing(arguments: Arguments) -> None:
    return None


@describes("argparse.ArgumentParser")
def _parser(arguments: Arguments) -> Any:
    prefix = arguments.named.get("prefix_chars", "-")
    found = Parser(arguments.place, prefix if isinstance(prefix, str) and prefix else "-")
    parents = arguments.named.get("parents", [])
    items = listed(parents, arguments)
    for parent in items if isinstance(items, list) else [items]:
        if isinstance(parent, Parser):
            found.options += parent.options
            found.defaults |= parent.defaults
            found.unreadable = found.unreadable or parent.unreadable
        else:
            found.unreadable = (
                parent if isinstance(parent, Unknown) else arguments.unknown(tr("has parents that are not known"))
            )
    return found


for _name, _value in (
    ("REMAINDER", "..."),
    ("ZERO_OR_MORE", "*"),
    ("ONE_OR_MORE", "+"),
    ("OPTIONAL", "?"),
    ("SUPPRESS", argparse.SUPPRESS),
):
    LIBRARY[f"argparse.{_name}"] = _value
