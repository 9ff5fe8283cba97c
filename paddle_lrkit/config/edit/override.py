"""Edits of a config that inherits: what a base holds gets an override in the file itself."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.edit.insert import inserted
from paddle_lrkit.config.edit.replace import edited


def overridden(text: str, document: Document, edits: Sequence[Edit], file: str) -> tuple[str, list[Edit]]:
    """The text after the edits, and those that were made; an edit that would change anything else is left out.

    A list is inherited as a whole, so an edit inside one of a base writes the list into the file.

    Args:
        text: The file.
        document: The file with its bases.
        edits: New values; of a key that is nowhere, one to add.
        file: Its name.
    """
    after = changed(document, edits)
    made: list[Edit] = []
    done: set[Path] = set()
    for edit in edits:
        path, new = edit.path, edit.value
        own = document.mark(path).file == file
        if own and document.get(path) is not None:
            text, one = edited(text, [edit], file)
            made += one
            continue
        if not own:
            path = _whole(path)
            new = after.get(path)
        result = text if path in done else inserted(text, path, new, file)
        if result is not None:
            text = result
            done.add(path)
            made.append(edit)
    return text, made


def changed(document: Document, edits: Sequence[Edit]) -> Document:
    """A copy of the document with new values."""
    result = replace(document, data=copy.deepcopy(document.data))
    for edit in edits:
        parent: Any = result.data
        for step in edit.path[:-1]:
            inner = getattr(parent, "value", parent)
            parent = inner.setdefault(step, {}) if isinstance(inner, dict) else inner[step]
        getattr(parent, "value", parent)[edit.path[-1]] = edit.value
    return result


def _whole(path: Path) -> Path:
    """A path up to the list that it goes through."""
    for position, step in enumerate(path):
        if isinstance(step, int):
            return path[:position]
    return path
