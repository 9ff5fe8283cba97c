"""Paths: ``os.path`` and ``pathlib``; of the disk only the files of the project are seen."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import LIBRARY, Arguments, Described, LibraryObject, Reader, describes
from paddle_lrkit.scripts.library.files import read_file
from paddle_lrkit.scripts.library.nothing import quiet
from paddle_lrkit.scripts.library.plain import pure
from paddle_lrkit.scripts.unknown import CodePlace, Unknown

_NAMES = ("basename", "commonprefix", "dirname", "isabs", "join", "normpath", "split", "splitext")


class PathObject(LibraryObject):
    """A ``pathlib.Path``.

    Args:
        path: The path.
    """

    kinds = ("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "os.PathLike")

    def __init__(self, path: str) -> None:
        self.path = path
        self.text = f"Path({path!r})"

    def attribute(self, name: str, reader: Reader, place: CodePlace) -> Any:
        values: dict[str, Callable[[], Any]] = {
            "name": lambda: posixpath.basename(self.path),
            "stem": lambda: posixpath.splitext(posixpath.basename(self.path))[0],
            "suffix": lambda: posixpath.splitext(self.path)[1],
            "parent": lambda: PathObject(posixpath.dirname(self.path) or "."),
            "parents": lambda: self._parents(),
            "parts": lambda: tuple(part for part in self.path.split("/") if part),
        }
        if name in values:
            return values[name]()
        methods: dict[str, Callable[[Arguments], Any]] = {
            "joinpath": lambda arguments: self._joined(arguments.positional, reader, place),
            "resolve": lambda arguments: PathObject(os.path.abspath(self.path)),
            "absolute": lambda arguments: PathObject(os.path.abspath(self.path)),
            "expanduser": lambda arguments: self,
            "as_posix": lambda arguments: self.path,
            "with_suffix": lambda arguments: self._with_suffix(arguments),
            "with_name": lambda arguments: self._with_name(arguments),
            "exists": lambda arguments: _there(self.path, arguments),
            "is_file": lambda arguments: _there(self.path, arguments),
            "mkdir": lambda arguments: None,
            "touch": lambda arguments: None,
            "unlink": lambda arguments: None,
            "write_text": lambda arguments: None,
            "read_text": lambda arguments: read_file(self.path, reader, place).content,
            "open": self._open,
        }
        return Described(methods[name], name) if name in methods else super().attribute(name, reader, place)

    def _parents(self) -> list[Any]:
        path = posixpath.dirname(self.path)
        found: list[PathObject] = []
        while path not in ("", "/") and len(found) < 100:
            found.append(PathObject(path))
            path = posixpath.dirname(path)
        return [*found, PathObject("/" if self.path.startswith("/") else ".")]

    def _open(self, arguments: Arguments) -> Any:
        mode = arguments.get(0, "mode", "r")
        if isinstance(mode, str) and any(letter in mode for letter in "wax+"):
            return quiet(tr("a file that is written"))
        return read_file(self.path, arguments.reader, arguments.place)

    def _with_suffix(self, arguments: Arguments) -> Any:
        suffix = arguments.get(0, "suffix", None)
        return PathObject(posixpath.splitext(self.path)[0] + suffix) if isinstance(suffix, str) else arguments.unknown()

    def _with_name(self, arguments: Arguments) -> Any:
        name = arguments.get(0, "name", None)
        if not isinstance(name, str):
            return arguments.unknown()
        return PathObject(posixpath.join(posixpath.dirname(self.path), name))

    def _joined(self, parts: list[Any], reader: Reader, place: CodePlace) -> Any:
        path = self.path
        for part in parts:
            if isinstance(part, Unknown):
                return part
            more = path_text(part)
            if more is None:
                return reader.unknown(f"{self.text} / ...", tr("is not known without running the script"), place)
            path = posixpath.join(path, more)
        return PathObject(path)

    def operate(self, symbol: str, other: Any, swapped: bool, reader: Reader, place: CodePlace) -> Any:
        if symbol != "/":
            return super().operate(symbol, other, swapped, reader, place)
        if swapped:
            return PathObject(posixpath.join(other, self.path)) if isinstance(other, str) else other
        return self._joined([other], reader, place)


def path_text(value: Any) -> str | None:
    """The text of a path; None for another value."""
    return value if isinstance(value, str) else value.path if isinstance(value, PathObject) else None


def _there(path: Any, arguments: Arguments) -> Any:
    """Whether a file is there: True for a file of the project, False for no name, else not known."""
    if isinstance(path, Unknown):
        return path
    text = path_text(path)
    if text == "":
        return False
    if text is not None and arguments.reader.text_of(text) is not None:
        return True
    return arguments.unknown(tr("depends on the files of the machine on which the script runs"))


def _path_function(path: str, function: Callable[..., Any]) -> None:
    pure(function, path)
    described = LIBRARY[path]

    @describes(path)
    def describe(arguments: Arguments) -> Any:
        arguments.positional = [part.path if isinstance(part, PathObject) else part for part in arguments.positional]
        return described.function(arguments)


for _name in _NAMES:
    _path_function(f"os.path.{_name}", getattr(posixpath, _name))
for _name in ("abspath", "realpath"):
    _path_function(f"os.path.{_name}", os.path.abspath)
for _name in ("expanduser", "expandvars", "normcase"):
    _path_function(f"os.path.{_name}", posixpath.normcase)
_path_function("os.fspath", str)


@describes("os.path.exists", "os.path.isfile")
def _exists(arguments: Arguments) -> Any:
    return _there(arguments.get(0, "path", None), arguments)


@describes("os.path.isdir", "os.path.islink")
def _is_folder(arguments: Arguments) -> Any:
    path = arguments.get(0, "path", None)
    if isinstance(path, Unknown):
        return path
    return (
        False if path == "" else arguments.unknown(tr("depends on the files of the machine on which the script runs"))
    )


@describes("pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath")
def _path(arguments: Arguments) -> Any:
    if arguments.incomplete:
        return arguments.unknown()
    if not arguments.positional:
        return PathObject(".")
    first, *others = arguments.positional
    text = path_text(first)
    if text is None:
        return first if isinstance(first, Unknown) else arguments.unknown()
    return PathObject(posixpath.normpath(text))._joined(others, arguments.reader, arguments.place)


@describes("pathlib.Path.cwd")
def _cwd(arguments: Arguments) -> Any:
    return PathObject(".")


@describes("os.getcwd", "os.getcwdb")
def _getcwd(arguments: Arguments) -> Any:
    return "."
