"""A config and the suite that it belongs to, read the way that suite would."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.errors import ConfigError, check_choice, shown
from paddle_lrkit.suites.detect import detect
from paddle_lrkit.suites.table import SUITES, detector_of

_BASES = frozenset({"_BASE_", "_base_"})
Config = str | os.PathLike[str] | Mapping[str, Any]


@dataclass(frozen=True)
class Source:
    """A config that was read; a command makes it once, and whatever needs the config takes it from here.

    Args:
        document: The config with what it inherits and what overrides change.
        suite: Whose config it is.
        variant: The program of the suite that reads it, where its rules differ.
        text: The file itself; empty for a config that is not from a file.
        files: The files that were read for it.
    """

    document: Document
    suite: str
    variant: str | None = None
    text: str = ""
    files: ConfigFiles = field(default_factory=ConfigFiles, repr=False, compare=False)


def open_source(
    config: Config,
    suite: str = "auto",
    variant: str | None = None,
    overrides: Iterable[str] = (),
    files: ConfigFiles | None = None,
) -> Source:
    """Reads a config, with what it inherits and what ``overrides`` change.

    Args:
        config: Path of a file (``FILE#Section.sub`` for a section of it), or the content as a mapping.
        suite: Whose rules of YAML and inheritance hold; ``auto`` to go by the keys.
        variant: The program of the suite, when its rules differ.
        overrides: ``Key.sub=value``.
        files: The files that the command has read so far.

    Raises:
        ConfigError: A file cannot be read, or its suite cannot be told from its keys.
    """
    check_choice("suite", suite, ("auto", *SUITES))
    files = files or ConfigFiles()
    if isinstance(config, Mapping):
        document = _overridden(Document(_copied(config)), overrides)
        return Source(document, detect(document.data) if suite == "auto" else suite, variant)
    overrides = list(overrides)
    file, section = split_section(os.fspath(config))
    own = None if suite == "auto" else detector_of(suite).load(file, overrides, files)
    if own is not None:
        return Source(own, suite, variant, files.text(file), files)
    written = _parsed(file, files)
    inherits = bool(_BASES & written.data.keys())
    document = _overridden(_picked(_with_bases(written, suite, variant, files), section), overrides)
    if suite == "auto":
        suite = detect(document.data, file)
        own = detector_of(suite).load(file, overrides, files)
        if own is None and inherits and detector_of(suite).inheritance(variant) is not None:
            own = _overridden(_picked(_with_bases(written, suite, variant, files), section), overrides)
    return Source(own or document, suite, variant, files.text(file), files)


def split_section(name: str) -> tuple[str, str]:
    """File and section of ``FILE#Section.sub``; a file of that very name goes first."""
    file, sharp, section = name.rpartition("#")
    return (file, section) if sharp and not os.path.exists(name) else (name, "")


def _parsed(file: str, files: ConfigFiles) -> Document:
    text = files.text(file)
    return _json(text, file) if file.lower().endswith(".json") else parse_yaml11(text, file)


def _with_bases(document: Document, suite: str, variant: str | None, files: ConfigFiles) -> Document:
    """A config with what it inherits; where the suite is not known yet, by the key that names the bases."""
    if not _BASES & document.data.keys():
        return document
    from paddle_lrkit.config.inherit import ANY_BASE, PPSEG, with_bases

    rule = detector_of(suite).inheritance(variant) if suite != "auto" else None
    if suite == "auto":
        rule = PPSEG if PPSEG.key in document.data else ANY_BASE
    return document if rule is None else with_bases(document, rule, files)


def _overridden(document: Document, overrides: Iterable[str]) -> Document:
    for override in overrides:
        from paddle_lrkit.config.load import apply_override

        apply_override(document, override)
    return document


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


def _json(text: str, file: str) -> Document:
    import json

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


def _copied(config: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return copy.deepcopy(dict(config))
    except (RecursionError, TypeError) as error:
        raise ConfigError(f"the config cannot be copied: {error}") from None
