"""Inheritance: a config with the files that it names as its bases.

The dialects differ. Of several bases, the last has priority with ``_BASE_`` and the first with ``_base_``. Only
PaddleSeg has ``_inherited_: False``. Only our own dialect replaces a component as a whole when its name changes.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from paddle_lrkit.config.alternatives import alternatives
from paddle_lrkit.config.document import COMPONENTS, Document, Path
from paddle_lrkit.config.files import ConfigFiles
from paddle_lrkit.config.yaml11 import parse_yaml11
from paddle_lrkit.config.yaml_loader import parse_yaml
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names

MAX_FILES = 200


@dataclass(frozen=True, repr=False)
class Inheritance:
    """The inheritance rules of a dialect.

    Args:
        key: The key that names the bases.
        parse: Parses the text of a base.
        text_allowed: Whether a base may be written without a list.
        list_allowed: Whether a list of bases is allowed.
        first_wins: Whether an earlier base has priority over a later one.
        cuts: Whether a value of ``_inherited_`` stops a section from inheriting; None if the dialect lacks that key.
        replaces_components: Whether a section with another ``name`` replaces that of the base instead of merging.
        skips_empty: Whether an empty name in a list of bases means none.
    """

    key: str
    parse: Callable[[str, str], Document] = parse_yaml11
    text_allowed: bool = True
    list_allowed: bool = True
    first_wins: bool = False
    cuts: Callable[[Any], bool] | None = None
    replaces_components: bool = False
    skips_empty: bool = False


LRKIT = Inheritance("_BASE_", parse_yaml, replaces_components=True)


def with_bases(document: Document, rule: Inheritance, files: ConfigFiles) -> Document:
    """Merges a config with its bases.

    Args:
        document: The config without its bases; it is not changed.
        rule: The rules of its dialect.
        files: The files of the command.

    Raises:
        ConfigError: A base cannot be read, there are too many or they form a cycle, or a key is a section in one file
            and a value in another.
    """
    return _Loader(rule, files).load(document, ())


def merged(over: Document, under: Document, rule: Inheritance) -> Document:
    """Merges two configs; ``over`` has priority. Each key keeps its mark, and neither config is changed."""
    replaced: set[Path] = set()
    data = _Merge(rule, over, replaced).sections(over.data, under.data, ())
    touched = {path[0] for path in replaced if path}
    marks = {
        path: mark
        for path, mark in ({} if () in replaced else under.marks).items()
        if not path or path[0] not in touched or not _within(path, replaced)
    }
    return Document(data, {**marks, **over.marks}, over.file)


@dataclass(eq=False, repr=False)
class _Loader:
    """Counts the files: bases that each name two bases grow exponentially."""

    rule: Inheritance
    files: ConfigFiles
    count: int = 0

    def load(self, document: Document, chain: tuple[str, ...]) -> Document:
        self.count += 1
        names = self._names(document)
        chain = (*chain, self.files.real_path(document.file or "")) if names else chain
        bases = [self._base(name, document, chain) for name in names]
        own = {key: value for key, value in document.data.items() if key != self.rule.key}
        result = Document(own, document.marks, document.file)
        if self.rule.first_wins:
            for base in bases:
                result = merged(result, base, self.rule)
        elif bases:
            result = merged(result, self._under(bases), self.rule)
            bases.reverse()
        result.bases = tuple(bases)
        return result

    def _under(self, bases: list[Document]) -> Document:
        """Bases merged into one, which is made once for all configs that name the same ones in the same order."""
        if len(bases) == 1:
            return bases[0]
        key = (*(base.file for base in bases), self.rule)
        return self.files.once(key, lambda: merged(bases[-1], self._under(bases[:-1]), self.rule))

    def _names(self, document: Document) -> list[str]:
        rule = self.rule
        if rule.key not in document.data:
            return []
        names = document.data[rule.key]
        if isinstance(names, str) and rule.text_allowed:
            return [names]
        if isinstance(names, list) and rule.list_allowed and all(isinstance(name, str) for name in names):
            return [name for name in names if name or not rule.skips_empty]
        one = tr("a file name") if rule.list_allowed else tr("one file name")
        forms = [one] * rule.text_allowed + [tr("a list of file names")] * rule.list_allowed
        raise document.error(tr("must be {}", join_names(forms, "or")), (rule.key,))

    def _base(self, name: str, document: Document, chain: tuple[str, ...]) -> Document:
        """A base with its own bases, which is made once for all configs that name it."""
        target = os.path.join(os.path.dirname(document.file or ""), os.path.expanduser(name))
        before = self.count
        base, files = self.files.once((target, self.rule), lambda: self._opened(target, name, document, chain))
        self.count = before + files
        if self.count > MAX_FILES:
            raise self._too_many(document)
        return base

    def _opened(self, target: str, name: str, document: Document, chain: tuple[str, ...]) -> tuple[Document, int]:
        """A base with its own bases, and how many files these are."""
        key: Path = (self.rule.key,)
        if "\0" in name:
            raise document.error(tr("there is no file {!r}: a file name must not contain NUL", name), key)
        if self.files.real_path(target) in chain:
            raise document.error(tr("{} leads back to a file that is being read", name), key)
        if self.count >= MAX_FILES:
            raise self._too_many(document)
        if not os.path.isfile(target):
            raise document.error(tr("there is no file {}", target), key)
        before = self.count
        return self.load(self.files.parsed(target, self.rule.parse), chain), self.count - before

    def _too_many(self, document: Document) -> ConfigError:
        return document.error(tr("more than {} files through {}", MAX_FILES, self.rule.key), (self.rule.key,))


@dataclass(eq=False, repr=False)
class _Merge:
    rule: Inheritance
    document: Document
    replaced: set[Path]

    def sections(self, over: dict[str, Any], under: Any, path: Path) -> dict[str, Any]:
        if self.rule.cuts and self.rule.cuts(over.get("_inherited_", True)):
            self.replaced.add(path)
            return {key: value for key, value in over.items() if key != "_inherited_"}
        if not isinstance(under, dict):
            raise self.document.error(tr("is a section here and {!r} in the base", under), path)
        result = dict(under)
        if self.rule.replaces_components and path:
            given = [(*path, key) for key, value in over.items() if value is not None]
            for *_, other in (excluded for one in given for excluded in alternatives(one)):
                if other not in over and result.pop(other, None) is not None:
                    self.replaced.add((*path, other))
        for key, value in over.items():
            inner, base = (*path, key), under.get(key)
            if self.rule.replaces_components and key in COMPONENTS and isinstance(base, str):
                base = {"name": base}
            if key in under and self._merges(value, base):
                result[key] = self.sections(value, base, inner)
            else:
                self.replaced.add(inner)
                result[key] = value
        return result

    def _merges(self, over: Any, under: Any) -> bool:
        """Whether a value is merged with that of the base, or replaces it."""
        if not isinstance(over, dict) or not isinstance(under, dict):
            return isinstance(over, dict) and self.rule.first_wins
        named = "name" in over and "name" in under and over["name"] != under["name"]
        return not (named and self.rule.replaces_components)


def _within(path: Path, replaced: set[Path]) -> bool:
    return any(path[:end] in replaced for end in range(1, len(path) + 1))
