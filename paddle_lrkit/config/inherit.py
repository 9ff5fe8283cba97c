"""The inheritance of the suites: PaddleDetection's ``_BASE_`` and PaddleSeg's ``_base_``.

The two disagree: of two bases the last one wins with ``_BASE_`` and the first one with ``_base_``, and only the second
knows ``_inherited_: False``. Marks follow their keys.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.config.yaml11 import read_yaml11

MAX_FILES = 200


@dataclass(frozen=True, eq=False, repr=False)
class Rule:
    """How a suite inherits.

    Args:
        key: The key that names the bases.
        text_allowed: Whether one base may be written without a list.
        list_allowed: Whether several bases may be given.
        first_wins: Whether an earlier base goes before a later one.
        cuts: Whether a value of ``_inherited_`` makes a mapping stand alone; None when the suite has no such key.
    """

    key: str
    text_allowed: bool = True
    list_allowed: bool = True
    first_wins: bool = False
    cuts: Callable[[Any], bool] | None = None


PPDET = Rule("_BASE_", text_allowed=False)
PPSEG = Rule("_base_", first_wins=True, cuts=lambda value: not value)
MEDICALSEG = Rule("_base_", list_allowed=False, first_wins=True, cuts=lambda value: value == False)  # noqa: E712
ANY_BASE = Rule("_BASE_")
"""``_BASE_`` as PaddleDetection reads it or as our own dialect does; for recognising a file."""


def load_with_bases(document: Document, rule: Rule) -> Document:
    """Adds to a loaded config what it inherits.

    Args:
        document: The config, as `read_yaml11` returns it.
        rule: How its suite inherits.

    Raises:
        ConfigError: A file cannot be read, the bases form a cycle or are too many, or a key that is a section in one
            file is none in the other.
    """
    return _Loader(rule).load(document, ())


@dataclass(eq=False, repr=False)
class _Loader:
    rule: Rule
    files: int = field(default=0)

    def load(self, document: Document, chain: tuple[str, ...]) -> Document:
        file = document.file or ""
        self.files += 1
        bases = self._bases(document)
        real = os.path.realpath(file)
        if self.rule.first_wins:
            for base in bases:
                document = self._over(document, self._base(base, document, file, (*chain, real)))
        elif bases:
            under = Document({}, {}, file)
            for base in bases:
                under = self._over(self._base(base, document, file, (*chain, real)), under)
            document = self._over(document, under)
        document.file = file
        return document

    def _bases(self, document: Document) -> list[str]:
        """The names under the rule's key, which is taken out of the document."""
        if self.rule.key not in document.data:
            return []
        bases = document.data.pop(self.rule.key)
        if isinstance(bases, str) and self.rule.text_allowed:
            return [bases]
        if self.rule.list_allowed and isinstance(bases, list) and all(isinstance(base, str) for base in bases):
            return list(bases)
        forms = ["one file name"] * self.rule.text_allowed + ["a list of file names"] * self.rule.list_allowed
        raise document.error(f"must be {' or '.join(forms)}", (self.rule.key,))

    def _base(self, name: str, document: Document, file: str, chain: tuple[str, ...]) -> Document:
        key: Path = (self.rule.key,)
        target = os.path.join(os.path.dirname(file), os.path.expanduser(name))
        if "\0" in name:
            raise document.error("a file name may not hold a NUL character", key)
        if os.path.realpath(target) in chain:
            raise document.error(f"{name} leads back to a file that is being read", key)
        if self.files >= MAX_FILES:
            raise document.error(f"more than {MAX_FILES} files through {self.rule.key}", key)
        if not os.path.isfile(target):
            raise document.error(f"there is no file {target}", key)
        return self.load(read_yaml11(target), chain)

    def _over(self, over: Document, under: Document) -> Document:
        """``over`` laid onto ``under``; neither is changed."""
        replaced: set[Path] = set()
        data = self._merged(over, over.data, under.data, (), replaced)
        marks = {path: mark for path, mark in under.marks.items() if not _within(path, replaced)}
        return Document(data, {**marks, **over.marks}, over.file)

    def _merged(
        self, document: Document, over: dict[str, Any], under: Any, path: Path, replaced: set[Path]
    ) -> dict[str, Any]:
        if self.rule.cuts and self.rule.cuts(over.get("_inherited_", True)):
            replaced.add(path)
            return {key: value for key, value in over.items() if key != "_inherited_"}
        if not isinstance(under, dict):
            raise document.error(f"is a section here and {under!r} in the base", path)
        result = dict(under)
        for key, value in over.items():
            inner = (*path, key)
            section = isinstance(value, dict) and key in under
            if section and (isinstance(under[key], dict) or self.rule.first_wins):
                result[key] = self._merged(document, value, under[key], inner, replaced)
            else:
                replaced.add(inner)
                result[key] = value
        return result


def _within(path: Path, replaced: set[Path]) -> bool:
    return any(path[:end] in replaced for end in range(len(path) + 1))
