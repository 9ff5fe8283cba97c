"""Loads a training config with its bases and overrides.

``_BASE_`` names a file or a list of files, relative to the config. A later base has priority over an earlier one, and
the config over its bases. Sections are merged key by key; lists, and components of another name, are replaced. A key
that excludes others, see `paddle_lrkit.config.alternatives`, replaces those of the bases, and an override those of the
config.
"""

from __future__ import annotations

import contextlib
import copy
import os
import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.alternatives import alternatives
from paddle_lrkit.config.document import COMPONENTS, Document, Mark, Path, dotted
from paddle_lrkit.config.file_paths import ROOT, root_of
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.inherit import LRKIT, with_bases
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.config.yaml_loader import parse_value, parse_yaml
from paddle_lrkit.errors import ConfigError, UsageError, shown
from paddle_lrkit.messages import tr


def load_config(
    path: str | os.PathLike[str], overrides: Iterable[str] = (), files: ConfigFiles | None = None
) -> Document:
    """Loads a config file, its bases and ``Key.sub=value`` overrides.

    Args:
        path: The YAML file.
        overrides: As for ``-o``: a dotted key, ``=`` and a YAML value.
        files: The files of the command.

    Raises:
        ConfigError: A file cannot be read, or the bases form a cycle.
        UsageError: An override is not ``Key.sub=value``.
    """
    file, files = os.fsdecode(path), files or ConfigFiles()
    document = with_bases(parse_yaml(files.text(file), file), LRKIT, files)
    return overridden(document, overrides)


def adopt_root(document: Document, run_config: str | os.PathLike[str]) -> None:
    """Gives a config without ``Global.root`` the one of a run, whose config may be missing or unreadable."""
    section = document.get(ROOT[:1])
    if not isinstance(section, dict) or section.get(ROOT[1]) is not None or not os.path.isfile(run_config):
        return
    with contextlib.suppress(ConfigError):
        root = root_of(load_config(run_config))
        if root is not None:
            section[ROOT[1]] = root


def overridden(document: Document, overrides: Iterable[str], option: str = "-o") -> Document:
    """The document with other values, as ``-o Optimizer.lr.learning_rate=0.05`` gives; ``document`` itself stays.

    Raises:
        UsageError: An override is not ``Key.sub=value``, or names an item that is not there.
    """
    given = tuple(overrides)
    if not given:
        return document
    own = replace(document, data=copy.deepcopy(document.data), marks=dict(document.marks))
    for override in given:
        _set(own, override, option)
    return own


def _set(document: Document, override: str, option: str) -> None:
    key, equals, text = override.partition("=")
    *sections, last = key.strip().split(".")
    if not equals or not all((*sections, last)):
        raise UsageError(tr("{} {}: must be Key.sub=value, such as Optimizer.lr.learning_rate=0.05", option, override))
    parent: Any = document.data
    path: Path = ()
    for step in sections:
        slot = _slot(parent, step, f"{option} {override}")
        path = (*path, slot)
        if isinstance(parent, dict) and slot in COMPONENTS and isinstance(parent.get(slot), str):
            parent[slot] = {"name": parent[slot]}
        if isinstance(parent, dict) and parent.get(slot) is None:
            parent[slot] = {}
            document.marks[path] = Mark(f"{option} {override}")
        parent = parent[slot].value if isinstance(parent[slot], Tagged) else parent[slot]
    slot = _slot(parent, last, f"{option} {override}")
    parent[slot] = _value(text, f"{option} {override}")
    document.replace_marks((*path, slot), Mark(f"{option} {override}"))
    document.overrides += (override,)
    if parent[slot] is not None:
        _replace(document, (*path, slot), f"{option} {override}")


def _replace(document: Document, path: Path, override: str) -> None:
    """Removes the keys that the override excludes."""
    for other in alternatives(path):
        if document.get(other) is None:
            continue
        mark = document.mark(other)
        place = f"{mark.file}:{mark.line}" if mark.line else mark.file
        document.replaced += (tr("{} replaces {} of {}", override, dotted(other), place),)
        section = document.get(other[:-1])
        del section[other[-1]]
        document.replace_marks(other, document.mark(other[:-1]))


def _slot(parent: Any, step: str, override: str) -> Any:
    """The key or index in ``parent`` that ``step`` of an override names."""
    if isinstance(parent, dict):
        return step
    if not isinstance(parent, list):
        raise UsageError(tr("{}: {} is a single value and has no {!r}", override, shown(parent), step))
    if not re.fullmatch("[0-9]{1,9}", step) or int(step) >= len(parent):
        items = tr("only 0 to {}", len(parent) - 1) if parent else tr("it is empty")
        raise UsageError(tr("{}: the list has no item {!r}, {}", override, step, items))
    return int(step)


def _value(text: str, override: str) -> Any:
    try:
        return parse_value(text)
    except ConfigError as error:
        raise UsageError(tr("{}: {}", override, error.message)) from None
