"""Reading the file or mapping of a config, the way the suite it belongs to would."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.text_file import read_text
from paddle_lrkit.config.yaml11 import parse_yaml11, read_yaml11
from paddle_lrkit.errors import ConfigError, shown
from paddle_lrkit.suites.detect import detect

_BASES = frozenset({"_BASE_", "_base_"})
_CONTRIB = ("medicalseg", "domainadaptation", "rsseg_c2fnet")
Source = str | os.PathLike[str] | Mapping[str, Any]


def load_document(source: Source, suite: str, variant: str | None, overrides: Iterable[str]) -> tuple[Document, str]:
    """The config with what it inherits and what ``overrides`` change, and its suite.

    Args:
        source: Path of a file, or its content.
        suite: Whose rules of YAML and inheritance hold; ``auto`` to go by the keys.
        variant: The program of the suite, when its rules differ.
        overrides: ``Key.sub=value``.

    Raises:
        ConfigError: The file cannot be read, or nobody can tell its suite.
    """
    if isinstance(source, Mapping):
        document = _overridden(Document(_copied(source)), overrides)
        return document, detect(document.data) if suite == "auto" else suite
    file, section = _split(os.fspath(source))
    if suite != "lrkit":
        document, problem = _read(file, suite, variant)
        document = _overridden(_picked(document, section), overrides)
        suite = detect(document.data, file) if suite == "auto" else suite
        if suite == "ppdet" and problem:
            raise problem
    if suite == "lrkit":
        from paddle_lrkit.config.load import load_config

        return load_config(file, overrides), suite
    return document, suite


def _read(file: str, suite: str, variant: str | None) -> tuple[Document, ConfigError | None]:
    """A file with its bases, and what PaddleDetection would say about ``_BASE_`` when the suite is not known yet."""
    if _is_json(file):
        return _json(file), None
    document = read_yaml11(file)
    if not _BASES & document.data.keys():
        return document, None
    from paddle_lrkit.config.inherit import ANY_BASE, MEDICALSEG, PPDET, PPSEG, load_with_bases

    if suite in ("ppseg", "ppnlp") or (suite == "auto" and "_base_" in document.data):
        return load_with_bases(document, MEDICALSEG if variant in _CONTRIB else PPSEG), None
    if suite not in ("ppdet", "auto"):
        return document, None
    try:
        return load_with_bases(document, PPDET), None
    except ConfigError as problem:
        if suite == "ppdet":
            raise
        return load_with_bases(read_yaml11(file), ANY_BASE), problem


def _overridden(document: Document, overrides: Iterable[str]) -> Document:
    for override in overrides:
        from paddle_lrkit.config.load import apply_override

        apply_override(document, override)
    return document


def _is_json(file: str) -> bool:
    return file.lower().endswith(".json")


def _split(name: str) -> tuple[str, str]:
    """``FILE#Section.sub`` -> file and section; a file of that very name goes first."""
    file, sharp, section = name.rpartition("#")
    return (file, section) if sharp and not os.path.exists(name) else (name, "")


def _picked(document: Document, section: str) -> Document:
    """The part of a document below a dotted key."""
    if not section:
        return document
    path = tuple(section.split("."))
    data = document.get(path)
    if not isinstance(data, dict):
        raise document.error(f"there is no section {section}", path[:-1])
    marks = {marked[len(path) :]: mark for marked, mark in document.marks.items() if marked[: len(path)] == path}
    return Document(data, marks, document.file)


def _json(file: str) -> Document:
    import json

    text = read_text(file)
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ConfigError(f"not valid JSON: {error}", file=file) from None
    if not isinstance(data, dict):
        raise ConfigError(f"a config must be a mapping of keys, got {shown(data)}", file=file)
    try:
        marks = parse_yaml11(text, file).marks
    except ConfigError:
        marks = {}
    return Document(data, marks, file)


def _copied(source: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return copy.deepcopy(dict(source))
    except (RecursionError, TypeError) as error:
        raise ConfigError(f"the config cannot be copied: {error}") from None
