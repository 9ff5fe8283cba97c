"""Texts from plain files: tables with tabs, words with tags, and lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Generic, TypeVar

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.text.lines import (
    check_labels,
    check_text,
    label_number,
    nonblank_lines,
    numbered_lines,
)

_COLUMNS = ("label", "text_a")
_GAP = re.compile(r"[ \t]+")


Label = TypeVar("Label")


class TextRows(Generic[Label]):
    """Texts with their labels, by index.

    Args:
        rows: One or two texts with the number of their class, or words with the number of each word's tag.
    """

    def __init__(self, rows: Sequence[tuple[tuple[str, ...], Label]]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, index: int) -> tuple[tuple[str, ...], Label]:
        return self._rows[index]


class TextTsv(TextRows[int]):
    """Texts or pairs from a table with tabs, such as ChnSentiCorp and LCQMC.

    Uses the columns ``label``, ``text_a`` and, for pairs, ``text_b``. Quotes are part of the text.

    Args:
        path: The file, UTF-8.
        labels: Names of the classes in the file.
        columns: Names of the columns of a file without a header line.

    Attributes:
        labels: Names of the classes.

    Raises:
        ConfigError: There are fewer than two labels, or a label is repeated.
        DataError: The file cannot be read, a column is missing, a line is empty or has another number of columns, or
            a label is unknown.
    """

    def __init__(self, path: FilePath, labels: list[str], columns: list[str] | None = None) -> None:
        self.labels = check_labels(labels, tr("classes"))
        lines = nonblank_lines(path)
        header = lines.pop(0)[1].split("\t") if columns is None else columns
        missing = [column for column in _COLUMNS if column not in header]
        if missing:
            raise DataError(
                tr("{}:1: the column {!r} is missing; the columns are {}", path, missing[0], tr(", ").join(header))
            )
        if not lines:
            raise DataError(tr("{}: the file has no text", path))
        super().__init__([self._row(line.split("\t"), header, f"{path}:{number}") for number, line in lines])

    def _row(self, values: list[str], header: Sequence[str], place: str) -> tuple[tuple[str, ...], int]:
        if len(values) != len(header):
            raise DataError(
                tr("{}: must have {} columns ({}), got {}", place, len(header), tr(", ").join(header), len(values))
            )
        row = dict(zip(header, values, strict=True))
        texts = [check_text(row[name], f"{name!r}", place) for name in ("text_a", "text_b") if name in row]
        return tuple(texts), label_number(row["label"].strip(), self.labels, place)


class Conll(TextRows[tuple[int, ...]]):
    """Words with a tag each: one word and its tag per line, an empty line after each text.

    Args:
        path: The file, UTF-8. The first column is the word, the last one the tag; spaces or a tab separate them (a
            wide space is a word).
        labels: The tags, such as ``[O, B-PER, I-PER]``.

    Attributes:
        labels: The tags.

    Raises:
        ConfigError: There are fewer than two tags, or a tag is repeated.
        DataError: The file cannot be read, a line has no tag, or a tag is unknown.
    """

    def __init__(self, path: FilePath, labels: list[str]) -> None:
        self.labels = check_labels(labels, tr("tags"))
        rows: list[tuple[tuple[str, ...], tuple[int, ...]]] = []
        words: list[tuple[str, int]] = []
        for number, line in [*numbered_lines(path), (0, "")]:
            if line.strip():
                words.append(self._word(_GAP.split(line.strip(" \t")), f"{path}:{number}"))
            elif words:
                rows.append((tuple(word for word, _ in words), tuple(tag for _, tag in words)))
                words = []
        if not rows:
            raise DataError(tr("{}: the file has no word", path))
        super().__init__(rows)

    def _word(self, columns: list[str], place: str) -> tuple[str, int]:
        if len(columns) < 2:
            raise DataError(tr("{}: must be a word and its tag, got {!r}", place, columns[0]))
        return columns[0], label_number(columns[-1], self.labels, place)


class TextLines(TextRows[int]):
    """Texts without labels, one per line; for masked language modelling.

    Args:
        path: The file, UTF-8.

    Attributes:
        labels: Empty.

    Raises:
        DataError: The file cannot be read, or a line in it is empty.
    """

    labels: tuple[str, ...] = ()

    def __init__(self, path: FilePath) -> None:
        super().__init__([((text,), 0) for _, text in nonblank_lines(path)])
