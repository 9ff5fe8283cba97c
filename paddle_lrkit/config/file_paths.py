"""The files that a config names: relative paths begin at ``Global.root``."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NewType

from paddle_lrkit.config.document import Document, Mark, Path

FilePath = NewType("FilePath", str)
"""Annotation of an argument that names a file or folder to read."""
HERE = FilePath("")
"""The directory that relative paths begin at."""
ROOT = ("Global", "root")
"""The key of the directory that relative paths begin at."""


def root_of(document: Document) -> str | None:
    """The directory ``Global.root``, which is relative to the file that sets it; None if no file sets it."""
    root = document.get(ROOT)
    if not isinstance(root, str):
        return None
    mark = document.mark(ROOT)
    folder = os.path.dirname(os.path.realpath(mark.file)) if _in_file(mark) else os.getcwd()
    return os.path.normpath(os.path.join(folder, root))


def local_path(document: Document, path: Path, value: str) -> str:
    """Where a file that a config names is.

    A relative path of a config file begins at ``Global.root``. Where that has no such file, and without
    ``Global.root``, it begins at the working directory, as one of an override does.

    Args:
        document: The config. The path of an override becomes absolute in it if it has a ``Global.root``.
        path: Path of the key.
        value: Its value; addresses of the network stay as they are.
    """
    root = root_of(document)
    if root is None or os.path.isabs(value) or "://" in value:
        return value
    if not _in_file(document.mark(path)) and document.get(path) == value:
        absolute = os.path.abspath(value)
        document.get(path[:-1])[path[-1]] = absolute
        return absolute
    below = os.path.join(root, value)
    return value if os.path.exists(value) and not os.path.exists(below) else below


def with_absolute_root(document: Document) -> dict[str, Any]:
    """The data of a config for a file anywhere: a ``Global.root`` that it has is absolute."""
    root = root_of(document)
    return document.data if root is None else {**document.data, ROOT[0]: {**document.data[ROOT[0]], ROOT[1]: root}}


def rooted(document: Document, folder: str | os.PathLike[str]) -> dict[str, Any]:
    """The data of a config for a file in another folder, in which its relative paths keep their meaning."""
    section = document.get(ROOT[:1])
    if not isinstance(section, Mapping):
        return document.data
    root = os.path.realpath(root_of(document) or os.getcwd())
    relative = os.path.relpath(root, os.path.realpath(folder))
    return {**document.data, ROOT[0]: {**section, ROOT[1]: relative}}


def _in_file(mark: Mark) -> bool:
    """Whether a value is from a file, not from an override."""
    return mark.line is not None
