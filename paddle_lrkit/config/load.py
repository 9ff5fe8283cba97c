"""Loading a config with its bases and its overrides.

``_BASE_`` names one file or a list of files, relative to the file that names them. Bases are loaded first, a later one
over an earlier one, the file itself last. Mappings merge key by key; lists are replaced; a component (a mapping with
``name``) of another name replaces the base's component whole, because its arguments belong to that name.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import Any

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.config.yaml_loader import parse_value, read_yaml
from paddle_lrkit.errors import ConfigError, UsageError

BASE_KEY = "_BASE_"


def load_config(path: str | os.PathLike[str], overrides: Iterable[str] = ()) -> Document:
    """Loads a config file, its bases and ``Key.sub=value`` overrides.

    Args:
        path: The YAML file.
        overrides: As given to ``-o``: dotted key, ``=``, a YAML value.

    Raises:
        ConfigError: A file cannot be read, or the bases form a cycle.
        UsageError: An override is not of the form ``Key.sub=value``.
    """
    document = _load(os.fspath(path), ())
    document.file = os.fspath(path)
    for override in overrides:
        apply_override(document, override)
    return document


def apply_override(document: Document, override: str) -> None:
    """Sets one dotted key of a document, as ``-o Optimizer.lr.learning_rate=0.05`` does."""
    key, equals, text = override.partition("=")
    steps = tuple(int(step) if step.isdigit() else step for step in key.strip().split("."))
    if not equals or "" in steps:
        raise UsageError(f"-o {override}: must be Key.sub=value, such as Optimizer.lr.learning_rate=0.05")
    parent: Any = document.data
    for step in steps[:-1]:
        parent = parent[_slot(parent, step, override)] if isinstance(parent, list) else _section(parent, step, override)
    parent[_slot(parent, steps[-1], override)] = parse_value(text)
    _forget(document, steps)
    document.marks[steps] = Mark(f"-o {override}")


def _section(parent: Any, step: str | int, override: str) -> Any:
    return parent.setdefault(_slot(parent, step, override), {})


def _slot(parent: Any, step: str | int, override: str) -> Any:
    """The index or key under which ``step`` of an override is found in ``parent``."""
    if isinstance(parent, dict):
        return str(step)
    if not isinstance(parent, list):
        raise UsageError(f"-o {override}: {step!r} is asked of the single value {parent!r}, which has no parts")
    if not isinstance(step, int) or step >= len(parent):
        raise UsageError(f"-o {override}: the list has no item {step!r}, only 0 to {len(parent) - 1}")
    return step


def _load(file: str, chain: tuple[str, ...]) -> Document:
    real = os.path.realpath(file)
    if real in chain:
        raise ConfigError(f"{BASE_KEY} leads back to the file itself", key=BASE_KEY, file=file)
    document = read_yaml(file)
    bases = document.data.pop(BASE_KEY, [])
    bases = [bases] if isinstance(bases, str) else bases
    if not isinstance(bases, list) or not all(isinstance(base, str) for base in bases):
        raise document.error("must be a file name or a list of file names", (BASE_KEY,))
    merged = Document({}, {}, file)
    for base in bases:
        target = os.path.join(os.path.dirname(file), os.path.expanduser(base))
        if not os.path.isfile(target):
            raise document.error(f"there is no file {target}", (BASE_KEY,))
        merge(merged, _load(target, (*chain, real)))
    merge(merged, document)
    return merged


def merge(under: Document, over: Document) -> None:
    """Lays ``over`` onto ``under``, in place; the marks follow their keys."""
    _merge(under, over, under.data, over.data, ())


def _merge(under: Document, over: Document, base: dict[str, Any], own: dict[str, Any], path: Path) -> None:
    for key, value in own.items():
        inner = (*path, key)
        old = base.get(key)
        if isinstance(value, dict) and isinstance(old, dict) and not _other_component(old, value):
            under.marks[inner] = over.mark(inner)
            _merge(under, over, old, value, inner)
            continue
        _forget(under, inner)
        base[key] = value
        for marked, mark in over.marks.items():
            if marked[: len(inner)] == inner:
                under.marks[marked] = mark


def _other_component(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return "name" in old and "name" in new and old["name"] != new["name"]


def _forget(document: Document, path: Path) -> None:
    for marked in [marked for marked in document.marks if marked[: len(path)] == path]:
        del document.marks[marked]
