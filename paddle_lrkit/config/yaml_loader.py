"""Loads YAML 1.2 safely, with the line of every key.

``1e-4`` is a number, ``yes`` is text, a duplicate key or a tag is an error, and Python objects are never built.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache, lru_cache, partial
from typing import Any

import yaml

from paddle_lrkit.config.document import Document, Mark, NoMappingError, Path, dotted
from paddle_lrkit.config.yaml_scalars import FORMS, REMEMBERED, STANDARD, scalar_value
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import Message, tr

MAX_VALUES = 200_000
MAX_DEPTH = 60
TAGGED = ("LearningRate", "schedulers")
"""The path at which PaddleDetection's tag ``!X {..}`` is allowed; it is read as ``{name: X, ..}``."""
_TEXT = f"{STANDARD}str"


class Yaml12(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """PyYAML's parser with the scalars of the YAML 1.2 core schema."""

    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}  # noqa: RUF012


for _kind, (_pattern, _first) in FORMS.items():
    Yaml12.add_implicit_resolver(STANDARD + _kind, re.compile(rf"(?:{_pattern})\Z"), list(_first))


def parse_yaml(text: str, file: str) -> Document:
    """Loads a YAML text without its bases; ``file`` is named in errors and marks.

    Raises:
        ConfigError: The text is not YAML or not a mapping, or holds a duplicate key, a tag, an endless alias or too
            many values.
    """
    return DocumentBuilder(Document({}, {}, file)).document_of(compose(text, file, Yaml12))


def parse_value(text: str) -> Any:
    """A YAML value on the command line, such as ``0.05``, ``[3, 6]`` or ``{name: StepDecay}``."""
    return DocumentBuilder(Document({}, {}, "-o")).build(compose(text, "-o", Yaml12))


_PROBLEMS = (
    Message("mapping values are not allowed in this context"),
    Message("mapping keys are not allowed in this context"),
    Message("block sequence entries are not allowed in this context"),
    Message("could not find expected ':'"),
    Message("did not find expected key"),
    Message("did not find expected '-' indicator"),
    Message("did not find expected ',' or ']'"),
    Message("did not find expected ',' or '}'"),
    Message("did not find expected node content"),
    Message("did not find expected alphabetic or numeric character"),
    Message("did not find expected comment or line break"),
    Message("did not find expected whitespace or line break"),
    Message("did not find expected hexdecimal number"),
    Message("found character that cannot start any token"),
    Message("found a tab character that violates indentation"),
    Message("found a tab character where an indentation space is expected"),
    Message("found undefined alias"),
    Message("found duplicate anchor; first occurrence"),
    Message("found undefined tag handle"),
    Message("found unknown escape character"),
    Message("found invalid Unicode character escape code"),
    Message("found unexpected end of stream"),
    Message("found unexpected document indicator"),
    Message("found incompatible YAML document"),
    Message("while scanning a simple key"),
    Message("while scanning a plain scalar"),
    Message("while scanning a quoted scalar"),
    Message("while scanning a block scalar"),
    Message("while scanning an alias"),
    Message("while scanning an anchor"),
    Message("while scanning a tag"),
    Message("while scanning a directive"),
    Message("while scanning for the next token"),
    Message("while parsing a quoted scalar"),
    Message("while parsing a block mapping"),
    Message("while parsing a block collection"),
    Message("while parsing a flow mapping"),
    Message("while parsing a flow sequence"),
    Message("while parsing a block node"),
    Message("while parsing a flow node"),
    Message("while parsing a node"),
)
"""What libyaml says of a text that is not YAML, and where."""


def compose(text: str, file: str, loader_class: Any) -> yaml.Node | None:
    """The nodes of a YAML text; ``loader_class`` sets the types of plain scalars."""
    _check_characters(text, file)
    try:
        try:
            return _composed(text, file, loader_class)
        except yaml.YAMLError:
            # libyaml scans ahead and has a depth limit of its own; its message depends on the version.
            with suppress(yaml.YAMLError):
                _composed(text, file, yaml.SafeLoader)
            raise
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        if error.problem == "but found another document":
            raise NoMappingError(tr("holds several documents, and a config is one"), file=file, line=line) from None
        problem = tr(error.problem or "")
        if error.context:
            problem = tr("{}, {}", tr(error.context), problem)
        raise ConfigError(tr("not valid YAML: {}{}", problem, _tab(text, error)), file=file, line=line) from None
    except (yaml.YAMLError, UnicodeError) as error:
        raise ConfigError(tr("not valid YAML: {}", " ".join(str(error).split())), file=file) from None


def _tab(text: str, error: yaml.MarkedYAMLError) -> str:
    """A hint at a tab, which an editor shows as spaces."""
    mark = error.problem_mark
    line = text.splitlines()[mark.line : mark.line + 1] if mark else []
    indented = bool(line) and "\t" in line[0][: len(line[0]) - len(line[0].lstrip())]
    return tr("; the line is indented with a tab, write spaces") if indented else ""


def _check_characters(text: str, file: str) -> None:
    found = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if found:
        line = text.count("\n", 0, found.start()) + 1
        raise ConfigError(tr("the character {!a} is not allowed in YAML", found[0]), file=file, line=line)


def _composed(text: str, file: str, loader_class: Any) -> yaml.Node | None:
    loader = loader_class(text)
    loader.resolve = _resolver(loader_class)
    _Limits(file).guard(loader)
    try:
        node: yaml.Node | None = loader.get_single_node()
        return node
    finally:
        loader.dispose()


@cache
def _resolver(loader_class: Any) -> Callable[..., str]:
    """PyYAML's ``resolve`` of a class of loaders, whose tables are those of the class."""
    return lru_cache(REMEMBERED)(partial(loader_class.resolve, loader_class))


@dataclass(eq=False, repr=False)
class _Limits:
    """Refuses a text that would overflow the stack of libyaml's recursive composer or fill the memory."""

    file: str
    parents: list[yaml.Node | None] = field(default_factory=list)
    count: int = 0

    def guard(self, loader: Any) -> None:
        """Has the composer say when it begins and ends a node."""
        loader.descend_resolver, loader.ascend_resolver = self.begin, self.parents.pop

    def begin(self, parent: yaml.Node | None, _: object) -> None:
        self.parents.append(parent)
        self.count += 1
        if len(self.parents) > MAX_DEPTH + 1 and parent is not None:
            raise _too_deep(self.file, parent.start_mark.line + 1)
        if self.count > 2 * MAX_VALUES and parent is not None:
            raise _too_many(self.file, parent.start_mark.line + 1)


def _too_deep(file: str | None, line: int | None) -> ConfigError:
    return ConfigError(tr("nested deeper than {} levels", MAX_DEPTH), file=file, line=line)


def _too_many(file: str | None, line: int | None) -> ConfigError:
    return ConfigError(tr("more than {} values once its aliases are followed", MAX_VALUES), file=file, line=line)


class DocumentBuilder:
    """Turns YAML nodes into plain data and records the mark of each key."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.values = 0

    def document_of(self, node: yaml.Node | None) -> Document:
        """The document with the data of ``node``."""
        data = self.build(node)
        if data is not None and not isinstance(data, dict):
            mark, kind = self.document.mark(()), type(data).__name__
            raise NoMappingError(tr("a config must be a mapping of keys, got {}", kind), file=mark.file, line=mark.line)
        self.document.data = data or {}
        return self.document

    def build(self, node: yaml.Node | None, path: Path = ()) -> Any:
        if node is None:
            return None
        if node.tag.startswith("!") and (tagged := self._tagged(node, path)):
            return tagged
        if path not in self.document.marks:
            self.document.marks[path] = self._mark(node)
        self._limit(path, node)
        if isinstance(node, yaml.ScalarNode):
            try:
                return node.value if node.tag == _TEXT else self._scalar(node.tag, node.value)
            except ValueError as error:
                raise self.document.error(str(error), path) from None
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if not isinstance(node, yaml.SequenceNode):
            raise TypeError(f"a node is a mapping, a sequence or a scalar, got {node!r}")
        self._refuse_tag(node, "seq", path)
        return [self.build(item, (*path, index)) for index, item in enumerate(node.value)]

    def _scalar(self, tag: str, text: str) -> Any:
        """The value of a scalar; a ValueError says why it has none."""
        return scalar_value(tag, text)

    def _tagged(self, node: yaml.Node, path: Path) -> Any:
        """What a local tag makes of a node; None where a tag is an error."""
        return None

    def _mark(self, node: yaml.Node) -> Mark:
        return Mark(self.document.file or "", node.start_mark.line + 1)

    def _limit(self, path: Path, node: yaml.Node) -> None:
        self.values += 1
        if self.values > MAX_VALUES:
            raise _too_many(*self._mark(node))
        if len(path) > MAX_DEPTH:
            raise _too_deep(*self._mark(node))

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        named = path[:-1] == TAGGED and node.tag.startswith("!") and node.tag[1:].isidentifier()
        if not named:
            self._refuse_tag(node, "map", path)
        result: dict[str, Any] = {"name": node.tag[1:]} if named else {}
        own: set[str] = set()
        merges = []
        for key_node, value_node in node.value:
            if key_node.tag.endswith(":merge"):
                merges.append((key_node, value_node))
                continue
            key = self._key(key_node, path)
            inner = (*path, key)
            mark = self._mark(key_node)
            if key in own:
                self._repeated(inner, mark)
            own.add(key)
            self.document.marks[inner] = mark
            result[key] = self.build(value_node, inner)
        return {**self._merged(merges, path, result), **result} if merges else result

    def _repeated(self, path: Path, mark: Mark) -> None:
        first = self.document.mark(path).line
        self.document.marks[path] = mark
        raise self.document.error(tr("the key is given twice, first in line {}", first), path)

    def _merged(self, merges: list[tuple[yaml.Node, yaml.Node]], path: Path, own: dict[str, Any]) -> dict[str, Any]:
        """The keys from ``<<: *anchor`` that the mapping does not set itself."""
        merged: dict[str, Any] = {}
        here = (*path, "<<")
        for number, (key_node, value_node) in enumerate(merges):
            mark = self._mark(key_node)
            if number:
                self._repeated(here, mark)
            self.document.marks[here] = mark
            sources = value_node.value if isinstance(value_node, yaml.SequenceNode) else [value_node]
            for source in sources:
                self._merge(source, here, own, merged)
        return merged

    def _merge(self, source: yaml.Node, here: Path, own: dict[str, Any], merged: dict[str, Any]) -> None:
        self._limit(here, source)
        if not isinstance(source, yaml.MappingNode):
            raise self.document.error(tr("must be a mapping or a list of mappings"), here)
        for key, value in self._mapping(source, here).items():
            if key not in own and key not in merged:
                merged[key] = value
                path, origin = (*here[:-1], key), (*here, key)
                self.document.marks[path] = self.document.marks[origin]

    def _key(self, node: yaml.Node, path: Path) -> str:
        if not isinstance(node, yaml.ScalarNode) or not node.tag.removeprefix(STANDARD).isalpha():
            mark = self._mark(node)
            raise ConfigError(
                tr("a key must be plain text"), key=dotted(path) or None, file=self.document.file, line=mark.line
            )
        return str(node.value)

    def _refuse_tag(self, node: yaml.Node, plain: str, path: Path) -> None:
        if node.tag != STANDARD + plain:
            raise self.document.error(tr("the tag {!r} is not allowed here", node.tag), path)
