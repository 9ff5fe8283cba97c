"""Where the keys and values of a YAML text stand, to the column."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import yaml

from paddle_lrkit.config.document import Path
from paddle_lrkit.config.yaml_loader import Yaml12, compose

Span = tuple[int, int]
"""First column, 0-based in characters, and the column behind the last one."""
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")


class KeyPlace(NamedTuple):
    """A key, or an item of a list.

    Args:
        path: Path from the root of the text.
        line: 1-based line.
        key: Columns of the key; of an item those of its first word.
        value: Columns of the value; None for a section, for a value that is not on the same line, and for an alias.
    """

    path: Path
    line: int
    key: Span
    value: Span | None


def key_places(text: str) -> list[KeyPlace]:
    """The place of each key and of each item.

    Raises:
        ConfigError: The text is not YAML.

    Example:
        >>> [(place.path, place.value) for place in key_places("lr: {steps: [8, 16]}")][1:3]
        [(('lr', 'steps'), (12, 19)), (('lr', 'steps', 0), (13, 14))]
    """
    node = compose(text, "", Yaml12)
    return [] if node is None else list(_Walk(yaml_lines(text)).places(node, ()))


def yaml_lines(text: str) -> list[str]:
    """The lines of a text as YAML counts them."""
    return _LINE_END.split(text)


class _Walk:
    def __init__(self, lines: list[str]) -> None:
        self._lines, self._seen = lines, set[int]()

    def places(self, node: yaml.Node, path: Path) -> Iterator[KeyPlace]:
        if id(node) in self._seen:
            return
        self._seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inner, start = (*path, str(key.value)), key.start_mark
                beside = value.start_mark.line == key.end_mark.line and id(value) not in self._seen
                span = _on_one_line(value) if beside and not isinstance(value, yaml.MappingNode) else None
                yield KeyPlace(inner, start.line + 1, (start.column, key.end_mark.column), span)
                yield from self.places(value, inner)
        elif isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                span = _on_one_line(item)
                yield KeyPlace((*path, index), item.start_mark.line + 1, span or self._first_word(item), span)
                yield from self.places(item, (*path, index))

    def _first_word(self, node: yaml.Node) -> Span:
        start = node.start_mark
        word = self._lines[start.line][start.column :].split(maxsplit=1)[:1] or [""]
        return start.column, start.column + len(word[0].rstrip(":"))


def _on_one_line(node: yaml.Node) -> Span | None:
    first, last = node.start_mark, node.end_mark
    return (first.column, last.column) if first.line == last.line and first.column < last.column else None
