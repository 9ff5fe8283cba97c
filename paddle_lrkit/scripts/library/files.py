"""Files that a script opens: what it reads is read, what it writes is not written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.nothing import quiet
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

_MOST_LINES = 20_000


class TextFile(LibraryObject):
    """A file that is open for reading.

    Args:
        path: Its path, as the script gives it; empty when that is not known.
        content: Its text, or why it is not known.
    """

    kinds = ("io.TextIOWrapper",)

    def __init__(self, path: str, content: str | Unknown) -> None:
        self.text = f"open({path!r})"
        self.path = path
        self.content = content
        self.at = 0

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        methods: dict[str, Callable[[Arguments], Any]] = {
            "read": lambda arguments: self._rest(arguments, str),
            "readlines": lambda arguments: self._rest(arguments, _lines),
            "readline": self._line,
            "close": lambda arguments: None,
            "seek": lambda arguments: reader.changed(self, "at", 0) if arguments.positional == [0] else None,
        }
        if name == "name":
            return self.path
        return Described(methods[name], name) if name in methods else super().attribute(name, reader, place)

    def _rest(self, arguments: Arguments, turned: Callable[[str], Any]) -> Any:
        if isinstance(self.content, Unknown) or arguments.positional:
            return self.content if isinstance(self.content, Unknown) else arguments.unknown()
        rest = self.content[self.at :]
        arguments.reader.changed(self, "at", len(self.content))
        found = turned(rest)
        return arguments.unknown(tr("has too many lines to read")) if found is None else found

    def _line(self, arguments: Arguments) -> Any:
        if isinstance(self.content, Unknown):
            return self.content
        end = self.content.find("\n", self.at) + 1 or len(self.content)
        line = self.content[self.at : end]
        arguments.reader.changed(self, "at", end)
        return line

    def iterable(self, reader: Reader, place: CodePlace) -> Any:
        if isinstance(self.content, Unknown):
            return self.content
        lines = _lines(self.content[self.at :])
        return lines if lines is not None else reader.unknown(self.text, tr("has too many lines to read"), place)


def _lines(text: str) -> list[str] | None:
    found = text.splitlines(keepends=True)
    return found if len(found) <= _MOST_LINES else None


def read_file(path: Any, reader: Reader, place: CodePlace) -> TextFile:
    """A file of the project, open for reading; one that is not there has a text that is not known."""
    if isinstance(path, Unknown):
        return TextFile("", path)
    unnamed = path is None or path == ""
    if not isinstance(path, str) or unnamed:
        path = getattr(path, "path", None)
        if not isinstance(path, str):
            which = tr("that is not named; give its option after --") if unnamed else tr("whose name is not known")
            why = tr("comes from a file {}", which)
            return TextFile("", reader.unknown(tr("a file"), why, place))
    text = reader.text_of(path)
    return TextFile(
        path, text if text is not None else reader.unknown(path, tr("comes from {}, which is not there", path), place)
    )


@describes("open", "io.open", "codecs.open", "os.open", "gzip.open")
def _open(arguments: Arguments) -> Any:
    if arguments.incomplete or not (arguments.positional or "file" in arguments.named):
        return arguments.unknown()
    mode = arguments.get(1, "mode", "r")
    if isinstance(mode, str) and any(letter in mode for letter in "wax+"):
        return quiet(tr("a file that is written"))
    return read_file(arguments.get(0, "file"), arguments.reader, arguments.place)


def text_in(value: Any, arguments: Arguments) -> Any:
    """The text of a stream, a text or bytes, or `Unknown`."""
    if isinstance(value, TextFile):
        return value.attribute("read", arguments.reader, arguments.place).function(
            Arguments([], {}, arguments.place, arguments.reader, {}, {}, text=value.text)
        )
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    return value if isinstance(value, (str, Unknown)) else arguments.unknown()
