"""The config files that a command reads; each is opened once."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Callable
from typing import Any, TypeVar

from paddle_lrkit.errors import ConfigError, did_you_mean

MAX_BYTES = 4 * 1024 * 1024
_MOST_FILES = 1024
_MOST_PARSED = 256
T = TypeVar("T")


class ConfigFiles:
    """Reads files and keeps their contents, so that a command opens each file once.

    A file that has changed is opened again.

    Example:
        >>> ConfigFiles().text("none.yml")
        Traceback (most recent call last):
        paddle_lrkit.errors.ConfigError: none.yml: cannot be read: No such file or directory
    """

    def __init__(self) -> None:
        self._contents: dict[str, tuple[Any, bytes]] = {}
        self._parsed: dict[tuple[str, Any], tuple[bytes, Any]] = {}
        self._given: dict[str, bytes] = {}

    def content(self, file: str) -> bytes:
        """The bytes of a file; at most `MAX_BYTES` are read, even from a device or a pipe.

        Raises:
            ConfigError: The file cannot be read or is too large.
        """
        try:
            path = os.path.realpath(file)
            if path in self._given:
                return self._given[path]
            version = _version(path)
            if path not in self._contents or self._contents[path][0] != version:
                with open(file, "rb") as stream:
                    self._keep(path, version, stream.read(MAX_BYTES + 1))
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or error
            near = _nearest_file(file) if isinstance(error, FileNotFoundError) else ""
            raise ConfigError(f"cannot be read: {reason}{near}", file=file) from None
        content = self._contents[path][1]
        if len(content) > MAX_BYTES:
            raise ConfigError(f"larger than {MAX_BYTES // 2**20} MiB, the limit for a config", file=file)
        return content

    def text(self, file: str) -> str:
        """The text of a file, without a byte order mark.

        Raises:
            ConfigError: The file cannot be read, is too large, or is not UTF-8.
        """
        content = self.content(file)
        try:
            return content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            hint = f"; it reads as {name}, so save it as UTF-8" if (name := _encoding(content)) else ""
            raise ConfigError(f"not a text file in UTF-8 (byte {error.start}){hint}", file=file, line=line) from None

    def with_text(self, file: str, text: str) -> ConfigFiles:
        """The same files with another text for one of them, which need not be on disk."""
        other = ConfigFiles()
        other._contents = dict(self._contents)
        other._given = {**self._given, os.path.realpath(file): text.encode("utf-8")}
        return other

    def parsed(self, file: str, parse: Callable[[str, str], T]) -> T:
        """``parse(text, file)``, called once while the file does not change; callers must not change the result.

        Args:
            file: The file.
            parse: Called with the text and the name of the file.

        Raises:
            ConfigError: As `text`, or from ``parse``.
        """
        content, key = self.content(file), (file, parse)
        if key not in self._parsed or self._parsed[key][0] is not content:
            while len(self._parsed) >= _MOST_PARSED:
                del self._parsed[next(iter(self._parsed))]
            self._parsed[key] = content, parse(self.text(file), file)
        result: T = self._parsed[key][1]
        return result

    def _keep(self, path: str, version: Any, content: bytes) -> None:
        while len(self._contents) >= _MOST_FILES:
            del self._contents[next(iter(self._contents))]
        self._contents[path] = version, content


def _version(path: str) -> Any:
    """Identifies the contents of a regular file; None for a device or a pipe, which can be read only once."""
    status = os.stat(path)
    return (status.st_ino, status.st_size, status.st_mtime_ns) if stat.S_ISREG(status.st_mode) else None


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
