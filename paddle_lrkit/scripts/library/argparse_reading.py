"""Command-line arguments, read with Python's own ``argparse``, which neither prints nor exits here."""

from __future__ import annotations

import argparse
from typing import Any, NoReturn, Protocol

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.argparse_options import ParserOption
from paddle_lrkit.scripts.library.base import Arguments, Reader
from paddle_lrkit.scripts.library.plain import listed
from paddle_lrkit.scripts.unknown import Unknown

_MOST_ARGUMENTS = 2000
_REQUIRED = "the following arguments are required"


class OptionHolder(Protocol):
    """What a parser of the script knows about its options."""

    options: list[ParserOption]
    defaults: dict[str, Any]
    prefix_chars: str


class ArgumentsError(Exception):
    """The arguments do not fit the parser."""


class _QuietParser(argparse.ArgumentParser):
    """Python's own parser, which raises where it would print and exit."""

    def error(self, message: str) -> NoReturn:
        raise ArgumentsError(message)

    def exit(self, status: int = 0, message: str | None = None) -> NoReturn:
        raise ArgumentsError(message or tr("the arguments end the program"))

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if not isinstance(value, Unknown):
            super()._check_value(action, value)


def given_arguments(arguments: Arguments) -> list[str] | Unknown:
    """The command-line arguments that a call of ``parse_args`` reads: its own list, or those that the user gives."""
    given = arguments.get(0, "args", None)
    texts = list(arguments.reader.arguments) if given is None else listed(given, arguments)
    if isinstance(texts, Unknown):
        return texts
    unknown = next((text for text in texts if not isinstance(text, str)), None)
    if unknown is not None or len(texts) > _MOST_ARGUMENTS:
        return unknown if isinstance(unknown, Unknown) else arguments.unknown(tr("has arguments that are not text"))
    return texts


def read_arguments(
    given: list[str], parser: OptionHolder, present: dict[str, Any], reader: Reader
) -> tuple[dict[str, Any], list[str]]:
    """The values of the options, and the arguments that are left.

    Args:
        given: The arguments.
        parser: The parser of the script.
        present: Values that are there before; only an argument that is given replaces them.
        reader: The reader.

    Raises:
        ArgumentsError: The arguments do not fit.
    """
    try:
        try:
            return _read(given, parser, present, reader, relaxed=False)
        except ArgumentsError as error:
            if not str(error).startswith(_REQUIRED):
                raise
            return _read(given, parser, present, reader, relaxed=True)
    except (argparse.ArgumentError, ValueError, TypeError, IndexError, KeyError) as error:
        raise ArgumentsError(str(error)) from None


def _read(
    given: list[str], parser: OptionHolder, present: dict[str, Any], reader: Reader, relaxed: bool
) -> tuple[dict[str, Any], list[str]]:
    real = _QuietParser(prog="script", add_help=False, conflict_handler="resolve", prefix_chars=parser.prefix_chars)
    groups: dict[int, Any] = {}
    for option in parser.options:
        target: Any = real
        if option.group is not None:
            target = groups.setdefault(id(option.group), real.add_mutually_exclusive_group())
        target.add_argument(*option.names, **option.keywords(reader, relaxed))
    real.set_defaults(**parser.defaults)
    space, rest = real.parse_known_args(given, argparse.Namespace(**present))
    values = vars(space)
    for option in parser.options:
        size, value = option.settings.get("nargs"), values.get(option.dest)
        if relaxed and isinstance(size, int) and isinstance(value, list) and len(value) not in (0, size):
            raise ArgumentsError(tr("expected {} values for {}", size, option.dest))
        if option.action is None and any(name in given for name in option.names):
            values[option.dest] = Unknown(f"args.{option.dest}", tr("is set by an action of the script"), option.place)
    return values, rest
