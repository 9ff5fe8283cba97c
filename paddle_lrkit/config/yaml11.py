"""Loads YAML 1.1 like PyYAML, as the suites do, but never builds Python objects.

``1e-4`` is text, ``yes`` is true, the last of two equal keys silently wins, and ``!Tag {...}`` becomes a `Tagged`
record. Every key keeps its line.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from paddle_lrkit.config.document import Document, Mark, Path
from paddle_lrkit.config.yaml_loader import DocumentBuilder, compose

_STANDARD = "tag:yaml.org,2002:"
_NUMBERS = yaml.constructor.SafeConstructor()
_SCALARS: dict[str, Any] = {
    "null": lambda node: None,
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


class DocumentBuilder11(DocumentBuilder):
    """Takes local tags, and the last of two equal keys."""

    def build(self, node: yaml.Node | None, path: Path = ()) -> Any:
        if node is None or not node.tag.startswith("!") or node.tag == "!":
            return super().build(node, path)
        if isinstance(node, yaml.ScalarNode):
            return Tagged(node.tag[1:], node.value or None)
        name, kind = node.tag[1:], "map" if isinstance(node, yaml.MappingNode) else "seq"
        return Tagged(
            name, super().build(type(node)(_STANDARD + kind, node.value, node.start_mark, node.end_mark), path)
        )

    def _repeated(self, path: Path, mark: Mark) -> None:
        self.document.marks[path] = mark
        self.document.repeated.add(path)

    def _scalar(self, node: yaml.ScalarNode, path: Path) -> Any:
        kind = node.tag.removeprefix(_STANDARD)
        if kind in _SCALARS:
            return self._converted(lambda: _SCALARS[kind](node), kind, path)
        if kind in _TEXT or node.tag == "!":
            return str(node.value)
        raise self._refused(node, path)

    def _refuse_tag(self, node: yaml.Node, plain: str, path: Path) -> None:
        if node.tag.removeprefix(_STANDARD) not in _COLLECTIONS and node.tag != "!":
            raise self._refused(node, path)

    def _refused(self, node: yaml.Node, path: Path) -> Exception:
        tag = node.tag.replace(_STANDARD, "!!")
        return self.document.error(f"the tag {tag!r} is not allowed: a config cannot build Python objects", path)
