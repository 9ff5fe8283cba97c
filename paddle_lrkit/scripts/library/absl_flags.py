"""``absl.flags``: ``DEFINE_float`` and the like, and ``FLAGS`` with their values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.scripts.library.argparse_options import ParserOption
from paddle_lrkit.scripts.library.argparse_parser import Parser
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

_KINDS = {"integer": "int", "float": "float", "string": "str", "enum": "str"}
_TEXTS = {"list": ",", "spaceseplist": " "}


class FlagValues(LibraryObject):
    """``FLAGS``: the options of the script by name."""

    text = "FLAGS"

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        written = _memory(reader, "values", dict)
        if name in written:
            return written[name]
        call = Arguments([list(reader.arguments)], {}, place, reader, {}, {}, text="FLAGS")
        space = _parser(reader, place).attribute("parse_known_args", reader, place).function(call)[0]
        found = space.attribute(name, reader, place)
        return Unknown(f"FLAGS.{name}", found.why, found.place) if isinstance(found, Unknown) else found

    def set_attribute(self, name: str, value: Any, reader: Reader, place: CodePlace) -> None:
        reader.changed(_memory(reader, "values", dict), name, value)

    def call(self, arguments: Arguments) -> Any:
        return arguments.get(0, "argv", None)


class FlagHolder(LibraryObject):
    """What ``DEFINE_float`` gives: an object with ``value``.

    Args:
        name: The name of the flag.
    """

    text = "flag"

    def __init__(self, name: str) -> None:
        self.name = name

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        if name == "value":
            return FLAGS.attribute(self.name, reader, place)
        return self.name if name == "name" else super().attribute(name, reader, place)


FLAGS = FlagValues()


def _memory(reader: Reader, name: str, make: Callable[[], Any]) -> Any:
    return reader.memory.setdefault(f"absl.flags {name}", make())


def _parser(reader: Reader, place: CodePlace) -> Any:
    return _memory(reader, "parser", lambda: Parser(place))


def _define(kind: str) -> None:
    @describes(f"absl.flags.DEFINE_{kind}")
    def describe(arguments: Arguments) -> Any:
        name, default = arguments.get(0, "name", None), arguments.get(1, "default", None)
        if not isinstance(name, str):
            return arguments.unknown()
        settings: dict[str, Any] = {"default": default, "dest": name}
        if kind in ("bool", "boolean"):
            settings |= {"type": LIBRARY["distutils.util.strtobool"], "nargs": "?", "const": True}
        elif kind in _TEXTS:
            settings["type"] = Described(lambda given: given.positional[0].split(_TEXTS[kind]), "list")
        else:
            settings["type"] = LIBRARY[_KINDS.get(kind.removeprefix("multi_"), "str")]
            settings |= {"action": "append"} if kind.startswith("multi_") else {}
        parser = _parser(arguments.reader, arguments.place)
        option = ParserOption((f"--{name}",), settings, arguments.place)
        arguments.reader.changed(parser.options, None, [*parser.options, option])
        return FlagHolder(name)


for _kind in (*_KINDS, *_TEXTS, "bool", "boolean", "multi_integer", "multi_float", "multi_string"):
    _define(_kind)
LIBRARY["absl.flags.FLAGS"] = FLAGS


@describes("absl.flags.mark_flag_as_required", "absl.flags.mark_flags_as_required", "absl.logging.set_verbosity")
def _nothing(arguments: Arguments) -> Any:
    return None


@describes("absl.app.run")
def _run(arguments: Arguments) -> Any:
    if not arguments.positional:
        return arguments.unknown()
    reader = arguments.reader
    return reader.call(arguments.positional[0], [[reader.file, *reader.arguments]], {}, arguments.place)
