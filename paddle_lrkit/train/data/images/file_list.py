"""Labelled images that a text file lists, as for PaddleClas."""

from __future__ import annotations

import os
from typing import Any

import numpy as np

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import ConfigError, DataError, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.lrkit.data_folder import DataFolder
from paddle_lrkit.train.data.images.decode import read_picture
from paddle_lrkit.train.data.utf8 import read_utf8


class FileList:
    """Images and labels from lines ``relative/path label``.

    Args:
        image_root: Folder that the paths are relative to.
        cls_label_path: The text file, UTF-8; empty lines are ignored.
        delimiter: Separates path and label; the last one in a line counts, so paths may contain it.
        num_classes: Number of classes; by default the largest label plus one.
        allow_outside: Whether the list may name files outside ``image_root``.

    Attributes:
        num_classes: Number of classes.
        paths: Image files in the order of the list.
        labels: int64 class numbers, shape ``[n]``.

    Raises:
        ConfigError: The delimiter is empty.
        DataError: A file is missing or outside ``image_root``, a line is not a path and a class number, or a label is
            too large; also when a sample is read and its file cannot be decoded.
    """

    def __init__(
        self,
        image_root: FilePath,
        cls_label_path: FilePath,
        delimiter: str = " ",
        num_classes: int | None = None,
        allow_outside: bool = False,
    ) -> None:
        if not delimiter:
            raise ConfigError(tr("must not be empty"), key="delimiter")
        lines = _lines(cls_label_path)
        rows = [_row(text, delimiter, f"{cls_label_path}:{number}") for number, text in lines]
        if not rows:
            raise DataError(tr("{}: the file lists no image", cls_label_path))
        root = DataFolder(image_root, allow_outside)
        places = [f"{cls_label_path}:{number}" for number, _ in lines]
        self.paths = [root.file(path, place) for (path, _), place in zip(rows, places, strict=True)]
        self.labels = np.array([label for _, label in rows], dtype=np.int64)
        self.num_classes = int(self.labels.max()) + 1 if num_classes is None else num_classes
        for place, path, label in zip(places, self.paths, self.labels.tolist(), strict=True):
            _check(path, label, self.num_classes, place)

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, index: int) -> tuple[Any, int]:
        return read_picture(self.paths[index]), int(self.labels[index])


def _lines(path: str) -> list[tuple[int, str]]:
    lines = read_utf8(path, tr("the label list")).splitlines()
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _row(line: str, delimiter: str, place: str) -> tuple[str, int]:
    path, found, label = line.strip().rpartition(delimiter)
    if not found or not path.strip():
        raise DataError(tr("{}: must be a path, {!r} and a label, got {!r}", place, delimiter, line.strip()))
    try:
        number = int(label)
    except ValueError:
        raise DataError(tr("{}: the label must be an integer, got {!r}", place, label)) from None
    if not 0 <= number < 2**31:
        raise DataError(tr("{}: the label must be from 0 to {}, got {}", place, 2**31 - 1, shown(number)))
    return path.strip(), number


def _check(path: str, label: int, num_classes: int, place: str) -> None:
    if label >= num_classes:
        raise DataError(tr("{}: the label must be below num_classes ({}), got {}", place, num_classes, label))
    if not os.path.isfile(path):
        raise DataError(tr("{}: no such image file: {}", place, path))
