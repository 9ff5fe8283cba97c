"""Loads YAML 1.1 like PyYAML, as the suites do, but never builds Python objects.

``1e-4`` is text, ``yes`` is true, the last of two equal keys silently wins, and ``!Tag {...}`` becomes a `Tagged`
record. Every key keeps its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import yaml

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.config.yaml_loader import DocumentBuilder, compose
from paddle_lrkit.config.yaml_scalars import REMEMBERED, STANDARD, converted
from paddle_lrkit.messages import tr

_NUMBERS = yaml.constructor.SafeConstructor()
_SCALARS: dict[str, Any] = {
    "bool": _NUMBERS.construct_yaml_bool,
    "int": _NUMBERS.construct_yaml_int,
    "float": _NUMBERS.construct_yaml_float,
}
_TEXT = ("str", "timestamp", "binary", "value", "merge")
_COLLECTIONS = ("map", "seq", "set", "omap", "pairs", "python/tuple")


@dataclass(frozen=True)
class Tagged:
    """A value with a local tag, such as ``!CosineDecay {max_epochs: 300}``.

    Args:
        name: The tag without its exclamation mark.
        value: A dict, a list or None.
    """

    name: str
    value: Any

    def __getitem__(self, key: Any) -> Any:
        return self.value[key]


class Yaml11(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """PyYAML's parser with PyYAML's scalars."""


def parse_yaml11(text: str, file: str) -> Document:
    """Loads a YAML 1.1 text as a suite would, without its bases; ``file`` is named in errors and marks.

    Raises:
        ConfigError: As `parse_yaml`, except that a repeated key and a local tag are allowed.

    Example:
        >>> parse_yaml11("{rate: 1e-4, flag: yes, decay: !Cosine {epochs: 3}}", "a.yml").data
        {'rate': '1e-4', 'flag': True, 'decay': Tagged(name='Cosine', value={'epochs': 3})}
    """
    return DocumentBuilder11(Document({}, {}, file)).document_of(compose(text, file, Yaml11))


@lru_cache(REMEMBERED)
def _scalar(tag: str, text: str) -> Any:
    """The value of a scalar.

    Raises:
        ValueError: It has none.
    """
    kind = tag.removeprefix(STANDARD)
    if kind == "null":
        return None
    if kind in _SCALARS:
        return converted(lambda _: _SCALARS[kind](yaml.ScalarNode(tag, text)), text, kind)
    if kind in _TEXT or tag == "!":
        return text
    raise ValueError(_refusal(tag))


def _refusal(tag: str) -> str:
    shown = tag.replace(STANDARD, "!!")
    return tr("the tag {!r} is not allowed: a config cannot build Python objects", shown)


class DocumentBuilder11(DocumentBuilder):
    """Takes local tags, and the last of two equal keys."""

    def _scalar(self, tag: str, text: str) -> Any:
        return _scalar(tag, text)

    def _tagged(self, node: yaml.Node, path: Path) -> Tagged | None:
        if node.tag == "!":
            return None
        name = node.tag[1:]
        if isinstance(node, yaml.ScalarNode):
            return Tagged(name, node.value or None)
        kind = "map" if isinstance(node, yaml.MappingNode) else "seq"
        return Tagged(name, self.build(type(node)(STANDARD + kind, node.value, node.start_mark, node.end_mark), path))

    def _repeated(self, path: Path, mark: Mark) -> None:
        self.document.marks[path] = mark
        self.document.repeated.add(path)

    def _refuse_tag(self, node: yaml.Node, plain: str, path: Path) -> None:
        if node.tag.removeprefix(STANDARD) not in _COLLECTIONS and node.tag != "!":
            raise self.document.error(_refusal(node.tag), path)
