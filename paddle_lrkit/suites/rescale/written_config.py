"""The text of a config after its edits, and what its suite reads from that text."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.edit.override import overridden
from paddle_lrkit.config.edit.replace import edited
from paddle_lrkit.config.file_paths import ROOT, root_of
from paddle_lrkit.config.inherit import LRKIT
from paddle_lrkit.suites.source import Source, open_source, split_section
from paddle_lrkit.suites.table import detector_of


@dataclass(frozen=True)
class WrittenConfig:
    """A config after its edits.

    Args:
        text: The file.
        source: The config as its suite reads it from the text.
        made: The edits that were made.
        left: The edits that would change another key too.
    """

    text: str
    source: Source
    made: tuple[Edit, ...]
    left: tuple[Edit, ...]


def written_config(source: Source, name: str, edits: Sequence[Edit], output: str | None = None) -> WrittenConfig:
    """Makes edits in the text of a config, and reads that text again.

    Args:
        source: The config.
        name: Its file, or ``FILE#section``.
        edits: The edits, with paths in the section.
        output: The file that is going to be written, from which the bases are looked up.

    Raises:
        ConfigError: The text cannot be read from there.
    """
    file, section = split_section(name)
    prefix: Path = tuple(section.split(".")) if section else ()
    document = _whole(source.document, prefix) if prefix else source.document
    moved = [edit._replace(path=(*prefix, *edit.path)) for edit in edits]
    text, made = overridden(source.text, document, moved, file)
    if output and os.path.dirname(output) != os.path.dirname(file):
        root = root_of(source.document) if source.suite == "lrkit" else None
        text, _ = edited(text, [Edit((*prefix, *ROOT), root)] if root else [], file)
        text, _ = edited(text, _moved_bases(source, text, file, output), file)
    done = {id(edit) for edit in made}
    pairs = list(zip(edits, moved, strict=True))
    target = output or file
    files = source.files.with_text(target, text)
    again = open_source(f"{target}#{section}" if section else target, source.suite, source.selection, (), files)
    return WrittenConfig(
        text,
        again,
        tuple(edit for edit, one in pairs if id(one) in done),
        tuple(edit for edit, one in pairs if id(one) not in done),
    )


def _moved_bases(source: Source, text: str, file: str, output: str) -> list[Edit]:
    """The edit of the key that names the bases, for a config that is written into another folder."""
    own = source.suite == "lrkit"
    rule = LRKIT if own else detector_of(source.suite).inheritance(source.selection.variant)
    named = None if rule is None else rule.parse(text, file).data.get(rule.key)
    if rule is None or not named:
        return []
    folder, there = os.path.dirname(file), os.path.dirname(output) or os.curdir

    def moved(base: Any) -> Any:
        here = not isinstance(base, str) or not base or base.startswith("~") or os.path.isabs(base)
        return base if here else os.path.relpath(os.path.join(folder, base), there)

    return [Edit((rule.key,), [*map(moved, named)] if isinstance(named, list) else moved(named))]


def _whole(document: Document, prefix: Path) -> Document:
    """A section as the document that it is a part of."""
    data: dict[Any, Any] = document.data
    for step in reversed(prefix):
        data = {step: data}
    marks = {(*prefix, *path): mark for path, mark in document.marks.items()}
    marks.setdefault(prefix, Mark(document.file or ""))
    return Document(data, marks, document.file)
