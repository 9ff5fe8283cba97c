"""A loaded config: plain data, and the file and line of every key."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from paddle_lrkit.errors import ConfigError

Path = tuple[str | int, ...]
COMPONENTS = ("Architecture", "Loss", "Tokenizer", "dataset")
"""Keys of our own dialect whose value may be a name alone: ``Architecture: ResNet50``."""


class NoMappingError(ConfigError):
    """A file holds something else than one mapping of keys, as a config does."""


class Mark(NamedTuple):
    """The place of a value.

    Args:
        file: Path of the file, or the override, such as ``-o Global.epochs=3``.
        line: 1-based line; None for an override.
    """

    file: str
    line: int | None = None


@dataclass
class Document:
    """Plain data (dicts, lists, scalars) with a mark for each key.

    Args:
        data: The top-level mapping.
        marks: Path -> mark; a path without a mark has that of its nearest parent.
        file: Path of the file.
        overrides: The overrides that were applied, as ``Key.sub=value``.
        replaced: What overrides replaced beside their own keys, as sentences without a full stop.
        bases: The files that it inherits from, those with priority first.
        interpolations: Paths of values that refer to other keys.
        repeated: Paths of keys that the text gives more than once; only of a file without its bases.
    """

    data: dict[str, Any]
    marks: dict[Path, Mark] = field(default_factory=dict)
    file: str | None = None
    overrides: tuple[str, ...] = ()
    replaced: tuple[str, ...] = ()
    bases: tuple[Document, ...] = field(default=(), repr=False, compare=False)
    interpolations: frozenset[Path] = frozenset()
    repeated: set[Path] = field(default_factory=set, repr=False, compare=False)

    def get(self, path: Path, default: Any = None) -> Any:
        """The value at a path, or ``default`` if a part of the path is missing."""
        value: Any = self.data
        for step in path:
            try:
                value = value[step]
            except (KeyError, IndexError, TypeError):
                return default
        return value

    def mark(self, path: Path) -> Mark:
        """The mark of a path, or of its nearest parent with a mark."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.marks:
                return self.marks[path[:end]]
        return Mark(self.file) if self.file else Mark("config")

    def renamed(self, file: str) -> Document:
        """The document under another name of its file; all its keys must be in that file."""
        return replace(self, marks={path: Mark(file, mark.line) for path, mark in self.marks.items()}, file=file)

    def replace_marks(self, path: Path, mark: Mark) -> None:
        """Sets the mark of a path and of everything below it."""
        for marked in [marked for marked in self.marks if marked[: len(path)] == path]:
            del self.marks[marked]
        self.marks[path] = mark

    def error(self, message: str, path: Path) -> ConfigError:
        """A ConfigError that names file, line and dotted key of a path."""
        return self._placed(ConfigError, message, path)

    def located(self, error: ConfigError, path: Path) -> ConfigError:
        """The same error with file and line; the key of ``error``, an argument name, is appended to ``path``."""
        if error.file is not None:
            return error
        return self._placed(type(error), error.message, (*path, *steps(error.key or "")))

    def _placed(self, kind: type[ConfigError], message: str, path: Path) -> ConfigError:
        mark = self.mark(path)
        return kind(message, key=dotted(path) or None, file=mark.file, line=mark.line)


def dotted(path: Iterable[str | int]) -> str:
    """``("Train", "transforms", 0)`` -> ``Train.transforms.0``"""
    return ".".join(str(step) for step in path)


def steps(key: str) -> Path:
    """``"Train.values[1]"`` -> ``("Train", "values", 1)``; the parts of an error's key."""
    parts = re.findall(r"[^.\[\]]+", key)
    return tuple(int(part) if re.fullmatch("[0-9]{1,9}", part) else part for part in parts)
