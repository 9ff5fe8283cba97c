"""Loading a config with its bases and its overrides.

``_BASE_`` names one file or a list of files, relative to the file that names them. Bases are loaded first, a later one
over an earlier one, the file itself last. Mappings merge key by key; lists are replaced; a component (a mapping with
``name``) of another name replaces the base's component whole, because its arguments belong to that name.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.config.yaml_loader import parse_value, read_yaml
from paddle_lrkit.errors import ConfigError, UsageError, shown

BASE_KEY = "_BASE_"
MAX_FILES = 200


def load_config(path: str | os.PathLike[str], overrides: Iterable[str] = ()) -> Document:
    """Loads a config file, its bases and ``Key.sub=value`` overrides.

    Args:
        path: The YAML file.
        overrides: As given to ``-o``: dotted key, ``=``, a YAML value.

    Raises:
        ConfigError: A file cannot be read, or the bases form a cycle.
        UsageError: An override is not of the form ``Key.sub=value``.
    """
    document = _Loader().load(os.fsdecode(path), ())
    for override in overrides:
        apply_override(document, override)
    return document


def apply_override(document: Document, override: str) -> None:
    """Sets one dotted key of a document, as ``-o Optimizer.lr.learning_rate=0.05`` does."""
    key, equals, text = override.partition("=")
    *sections, last = key.strip().split(".")
    if not equals or not all((*sections, last)):
        raise UsageError(f"-o {override}: must be Key.sub=value, such as Optimizer.lr.learning_rate=0.05")
    parent: Any = document.data
    path: Path = ()
    for step in sections:
        slot = _slot(parent, step, override)
        path = (*path, slot)
        if isinstance(parent, dict) and parent.get(slot) is None:
            parent[slot] = {}
            document.marks[path] = Mark(f"-o {override}")
        parent = parent[slot].value if isinstance(parent[slot], Tagged) else parent[slot]
    slot = _slot(parent, last, override)
    parent[slot] = _value(text, override)
    document.replace_marks((*path, slot), Mark(f"-o {override}"))
    document.overrides += (override,)


def _slot(parent: Any, step: str, override: str) -> Any:
    """The index or key under which ``step`` of an override is found in ``parent``."""
    if isinstance(parent, dict):
        return step
    if not isinstance(parent, list):
        raise UsageError(f"-o {override}: {step!r} is asked of the single value {shown(parent)}, which has no parts")
    if not re.fullmatch("[0-9]{1,9}", step) or int(step) >= len(parent):
        items = f"only 0 to {len(parent) - 1}" if parent else "it is empty"
        raise UsageError(f"-o {override}: the list has no item {step!r}, {items}")
    return int(step)


def _value(text: str, override: str) -> Any:
    try:
        return parse_value(text)
    except ConfigError as error:
        raise UsageError(f"-o {override}: {error.message}") from None


@dataclass
class _Loader:
    """Counts the files, because bases that name bases twice each grow without limit."""

    files: int = 0

    def load(self, file: str, chain: tuple[str, ...]) -> Document:
        document = read_yaml(file)
        self.files += 1
        bases = document.data.get(BASE_KEY, [])
        bases = [bases] if isinstance(bases, str) else bases
        if not isinstance(bases, list) or not all(isinstance(base, str) for base in bases):
            raise document.error("must be a file name or a list of file names", (BASE_KEY,))
        merged = Document({}, {}, file)
        for base in bases:
            merge(merged, self._base(base, document, file, (*chain, os.path.realpath(file))))
        merge(merged, document)
        merged.data.pop(BASE_KEY, None)
        return merged

    def _base(self, base: str, document: Document, file: str, chain: tuple[str, ...]) -> Document:
        target = os.path.join(os.path.dirname(file), os.path.expanduser(base))
        if not os.path.isfile(target):
            raise document.error(f"there is no file {target}", (BASE_KEY,))
        if os.path.realpath(target) in chain:
            raise document.error(f"{base} leads back to a file that is being read", (BASE_KEY,))
        if self.files >= MAX_FILES:
            raise document.error(f"more than {MAX_FILES} files through {BASE_KEY}", (BASE_KEY,))
        return self.load(target, chain)


def merge(under: Document, over: Document) -> None:
    """Lays ``over`` onto ``under``, in place; the marks follow their keys."""
    replaced: set[Path] = set()
    _merge(under.data, over.data, (), replaced)
    for path in [path for path in under.marks if any(path[:end] in replaced for end in range(len(path) + 1))]:
        del under.marks[path]
    under.marks.update(over.marks)


def _merge(base: dict[str, Any], own: dict[str, Any], path: Path, replaced: set[Path]) -> None:
    for key, value in own.items():
        inner = (*path, key)
        old = base.get(key)
        if isinstance(value, dict) and isinstance(old, dict) and not _other_component(old, value):
            _merge(old, value, inner, replaced)
            continue
        replaced.add(inner)
        base[key] = value


def _other_component(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return "name" in old and "name" in new and old["name"] != new["name"]
