"""The config files that a command reads; each is opened once."""

from __future__ import annotations

import codecs
import os
from collections.abc import Callable, Hashable
from functools import lru_cache
from typing import Any, TypeVar

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import ConfigError, did_you_mean, os_reason
from paddle_lrkit.messages import tr

MAX_BYTES = 4 * 1024 * 1024
_MOST_NAMES = 2048
_MOST_MADE = 512
T = TypeVar("T")


class ConfigFiles:
    """Reads files and keeps their contents, so that a command opens each file once.

    A file that changes later is not read again; a command that writes a file and reads it again makes new ones.

    Example:
        >>> ConfigFiles().text("qqqqqq.yml")
        Traceback (most recent call last):
        paddle_lrkit.errors.ConfigError: qqqqqq.yml: cannot be read: No such file or directory
    """

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}
        self._made: dict[Hashable, Any] = {}
        self._given: dict[str, bytes] = {}
        self.real_path: Callable[[str], str] = lru_cache(_MOST_NAMES)(os.path.realpath)

    def content(self, file: str) -> bytes:
        """The bytes of a file; at most `MAX_BYTES` are read, even from a device or a pipe.

        Raises:
            ConfigError: The file cannot be read or is too large.
        """
        if file not in self._contents:
            self._keep(file, self._opened(file))
        content = self._contents[file]
        if len(content) > MAX_BYTES:
            raise ConfigError(tr("larger than {} MiB, the limit for a config", MAX_BYTES // 2**20), file=file)
        return content

    def text(self, file: str) -> str:
        """The text of a file, without a byte order mark.

        Raises:
            ConfigError: The file cannot be read, is too large, or is not UTF-8.
        """
        content = self.content(file)
        try:
            return content.removeprefix(codecs.BOM_UTF8).decode()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            hint = tr("; it reads as {}, so save it as UTF-8", name) if (name := _encoding(content)) else ""
            raise ConfigError(
                tr("not a text file in UTF-8 (byte {}){}", error.start, hint), file=file, line=line
            ) from None

    def with_text(self, file: str, text: str) -> ConfigFiles:
        """The same files with another text for one of them, which need not be on disk."""
        other, path = ConfigFiles(), os.path.realpath(file)
        other._given = {**self._given, path: text.encode("utf-8")}
        other._contents = {name: old for name, old in self._contents.items() if os.path.realpath(name) != path}
        return other

    def parsed(self, file: str, parse: Callable[[str, str], Document]) -> Document:
        """``parse(text, file)``, called once for all names of the file; callers must not change the result.

        Args:
            file: The file.
            parse: Called with the text and the name of the file.

        Raises:
            ConfigError: As `text`, or from ``parse``.
        """
        text = self.text(file)
        document = self.once((self.real_path(file), parse), lambda: parse(text, file))
        return document if document.file == file else document.renamed(file)

    def once(self, key: Hashable, make: Callable[[], T]) -> T:
        """What ``make`` returns, made once for a key; of many, those that were asked for last are kept."""
        made: T = self._made.pop(key) if key in self._made else make()
        while len(self._made) >= _MOST_MADE:
            del self._made[next(iter(self._made))]
        self._made[key] = made
        return made

    def _opened(self, file: str) -> bytes:
        """The bytes of a file, which may be known under another name."""
        try:
            path = self.real_path(file)
            if path in self._given:
                return self._given[path]
            if path not in self._contents:
                with open(file, "rb") as stream:
                    self._keep(path, stream.read(MAX_BYTES + 1))
        except (OSError, ValueError) as error:
            reason = os_reason(error)
            near = _nearest_file(file) if isinstance(error, FileNotFoundError) else ""
            raise ConfigError(tr("cannot be read: {}{}", reason, near), file=file) from None
        return self._contents[path]

    def _keep(self, name: str, content: bytes) -> None:
        while len(self._contents) >= _MOST_NAMES:
            del self._contents[next(iter(self._contents))]
        self._contents[name] = content


def _nearest_file(file: str) -> str:
    """A hint at the most similar name in the same folder with this suffix, else at this name with another suffix.

    Where the folder is missing, the hint is at the most similar folder.
    """
    folder, name = os.path.split(file)
    while folder and not os.path.isdir(folder):
        folder, name = os.path.split(folder)
    try:
        names = os.listdir(folder or ".")
    except OSError:
        return ""
    stem, suffix = os.path.splitext(name)
    near = did_you_mean(name, [one for one in names if os.path.splitext(one)[1] == suffix])
    return near or did_you_mean(name, [one for one in names if os.path.splitext(one)[0] == stem])


def _encoding(content: bytes) -> str:
    """The usual encoding on Windows that bytes are text in: UTF-16 or, for Chinese, GBK; empty for others."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    try:
        text = content.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "GBK" if all(letter.isprintable() or letter in "\t\r\n" for letter in text) else ""
