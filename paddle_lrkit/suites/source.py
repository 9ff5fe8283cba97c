"""Reads a config as its suite does."""

from __future__ import annotations

import copy
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from paddle_lrkit.config.document import Document, NoMappingError
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.inherit import Inheritance, with_bases
from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.errors import ConfigError, check_choice
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection
from paddle_lrkit.suites.detect import NoSuiteError, detect
from paddle_lrkit.suites.table import SUITES, detector_of

Config = str | os.PathLike[str] | Mapping[str, Any]


class UnreadableError(ConfigError):
    """A file is neither YAML nor JSON."""


@dataclass(frozen=True)
class Source:
    """A config that was read. A command makes it once and passes it on.

    Args:
        document: The config with its bases and overrides.
        suite: The suite of the config.
        selection: Which program of the suite reads it, and what that program gets from outside the config.
        text: The text of the file; empty for a config from a mapping.
        files: The files of the command.
    """

    document: Document
    suite: str
    selection: Selection = field(default_factory=Selection)
    text: str = ""
    files: ConfigFiles = field(default_factory=ConfigFiles, repr=False, compare=False)


def open_source(
    config: Config,
    suite: str = "auto",
    selection: Selection | None = None,
    overrides: Iterable[str] = (),
    files: ConfigFiles | None = None,
    base: Config | None = None,
) -> Source:
    """Reads a config with its bases and overrides.

    Args:
        config: Path of a file, ``FILE#Section.sub`` for a section of a file, or a mapping.
        suite: The suite, whose rules of YAML and inheritance apply; ``auto`` to detect it from the keys.
        selection: Which program of the suite reads the config, and what it gets from outside.
        overrides: Changes to the config, as ``Key.sub=value``.
        files: The files of the command.
        base: The config that this one rewrites (PaddleX); None to look where the suite keeps it.

    Raises:
        ConfigError: A file cannot be read, or the suite cannot be detected.
    """
    check_choice("suite", suite, ("auto", *SUITES))
    files, selection = files or ConfigFiles(), selection or Selection()
    document, suite = _document(config, suite, selection.variant, list(overrides), files)
    detector = detector_of(suite)
    document = detector.as_loaded(document)
    selection = replace(selection, base=selection.base or detector.base(document, base, files))
    text = "" if isinstance(config, Mapping) else files.text(split_section(os.fspath(config))[0])
    return Source(document, suite, selection, text, files)


def _document(
    config: Config, suite: str, variant: str | None, overrides: list[str], files: ConfigFiles
) -> tuple[Document, str]:
    """A config with its bases and overrides, and its suite."""
    if isinstance(config, Mapping):
        document = _overridden(Document(_copied(config)), overrides)
        return document, detect(document.data) if suite == "auto" else suite
    file, section = split_section(os.fspath(config))
    own = None if suite == "auto" else detector_of(suite).load(file, overrides, files)
    if own is not None:
        return own, suite
    parsed = _parsed(file, files)
    rule = _inheritance(parsed, suite, variant)
    document = _overridden(_picked(_with_bases(parsed, rule, files), section), overrides)
    if suite == "auto":
        suite = _detected(document, file)
        own = detector_of(suite).load(file, overrides, files)
        exact = _inheritance(parsed, suite, variant) if own is None else None
        if exact is not None and exact != rule:
            own = _overridden(_picked(_with_bases(parsed, exact, files), section), overrides)
    elif not section and not any(program.fits(document.data) for program in detector_of(suite).evidence):
        _refuse_several(document)
    return own or document, suite


def split_section(name: str) -> tuple[str, str]:
    """File and section of ``FILE#Section.sub``, unless there is a file of exactly that name."""
    file, sharp, section = name.rpartition("#")
    return (file, section) if sharp and not os.path.exists(name) else (name, "")


def _parsed(file: str, files: ConfigFiles) -> Document:
    try:
        if not file.lower().endswith(".json"):
            return files.parsed(file, parse_yaml11)
        from paddle_lrkit.config.json_loader import parse_json

        return files.parsed(file, parse_json)
    except NoMappingError:
        raise
    except ConfigError as error:
        raise UnreadableError(error.message, key=error.key, file=error.file, line=error.line) from None


def _inheritance(document: Document, suite: str, variant: str | None) -> Inheritance | None:
    """How a config inherits; None when it does not.

    For ``auto`` the key of the bases tells, and any number of bases is allowed until the suite is known.
    """
    suites = SUITES if suite == "auto" else (suite,)
    rules = (detector_of(name).inheritance(variant) for name in suites)
    found = next((rule for rule in rules if rule is not None and rule.key in document.data), None)
    return replace(found, text_allowed=True, list_allowed=True) if found and suite == "auto" else found


def _with_bases(document: Document, rule: Inheritance | None, files: ConfigFiles) -> Document:
    return document if rule is None else with_bases(document, rule, files)


def _overridden(document: Document, overrides: list[str]) -> Document:
    if not overrides:
        return document
    from paddle_lrkit.config.load import overridden

    return overridden(document, overrides)


def _picked(document: Document, section: str) -> Document:
    if not section:
        return document
    from paddle_lrkit.suites.sections import picked

    return picked(document, section)


def _detected(document: Document, file: str) -> str:
    try:
        return detect(document.data, file)
    except NoSuiteError:
        _refuse_several(document)
        raise


def _refuse_several(document: Document) -> None:
    """Raises the error that lists the sections of a file whose sections are configs."""
    from paddle_lrkit.suites.sections import several_runs

    several = several_runs(document)
    if several is not None:
        raise several from None


def _copied(config: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return copy.deepcopy(dict(config))
    except (RecursionError, TypeError) as error:
        raise ConfigError(tr("the config cannot be copied: {}", error)) from None
