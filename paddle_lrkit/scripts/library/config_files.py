"""YAML and JSON, as ``yaml.safe_load`` and ``json.load`` give them."""

from __future__ import annotations

import json
import re
from typing import Any

import yaml

from paddle_lrkit.config.yaml11 import Yaml11
from paddle_lrkit.config.yaml_loader import MAX_VALUES, compose
from paddle_lrkit.errors import ConfigError
from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, describes
from paddle_lrkit.scripts.library.files import TextFile, read_file, text_in
from paddle_lrkit.scripts.library.plain import computed
from paddle_lrkit.scripts.unknown import Unknown

_FLOAT = re.compile(r"[-+]?[0-9][0-9_]*(\.[0-9_]*)?[eE][-+]?[0-9]+")
_CONSTRUCTOR = yaml.constructor.SafeConstructor


def parsed_yaml(text: str, name: str, floats: bool = False) -> Any:
    """The value of a YAML text as PyYAML gives it, without Python objects: ``1e-4`` is text.

    Args:
        text: The text.
        name: The file that errors name.
        floats: Whether ``1e-4`` is a number, as OmegaConf and YAML 1.2 read it.

    Raises:
        ConfigError: The text is not YAML, is too large, or builds Python objects.

    Example:
        >>> parsed_yaml("{lr: 1e-4, momentum: 0.9, 3: yes}", "a.yml")
        {'lr': '1e-4', 'momentum': 0.9, 3: True}
    """
    node = compose(text, name, Yaml11)
    if node is None:
        return None
    _check_size(node, name)
    try:
        value = _CONSTRUCTOR().construct_document(node)
        return _with_floats(value) if floats else value
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        problem = getattr(error, "problem", None) or str(error)
        raise ConfigError(tr("not valid YAML: {}", problem), file=name) from None


def _with_floats(value: Any) -> Any:
    if isinstance(value, str) and _FLOAT.fullmatch(value):
        return float(value.replace("_", ""))
    if isinstance(value, list):
        return [_with_floats(part) for part in value]
    return {key: _with_floats(part) for key, part in value.items()} if isinstance(value, dict) else value


def _check_size(node: yaml.Node, name: str) -> None:
    """Refuses aliases that make a small text a large value, or an endless one."""
    sizes: dict[int, int] = {}
    active: set[int] = set()

    def size(part: yaml.Node) -> int:
        if isinstance(part, yaml.ScalarNode):
            return 1
        if id(part) in active:
            raise ConfigError(tr("an alias is inside its own anchor"), file=name, line=part.start_mark.line + 1)
        if id(part) not in sizes:
            active.add(id(part))
            inner = (
                part.value if isinstance(part, yaml.SequenceNode) else [node for pair in part.value for node in pair]
            )
            sizes[id(part)] = 1 + sum(size(each) for each in inner)
            active.discard(id(part))
        if sizes[id(part)] > MAX_VALUES:
            raise ConfigError(tr("more than {} values once its aliases are followed", MAX_VALUES), file=name)
        return sizes[id(part)]

    size(node)


def _source(arguments: Arguments) -> Any:
    return arguments.get(0, "stream", arguments.named.get("fp", arguments.named.get("s")))


def loaded(source: Any, arguments: Arguments, parse: Any) -> Any:
    """The value of an open file or a text, or why it cannot be read."""
    if arguments.incomplete:
        return arguments.unknown()
    text = text_in(source, arguments)
    if isinstance(text, Unknown):
        return text
    name = source.path if isinstance(source, TextFile) else tr("a text")
    try:
        return parse(text, name)
    except ConfigError as error:
        where = f" (line {error.line})" if error.line else ""
        return arguments.reader.unknown(name, tr("cannot be read: {}{}", error.message, where), arguments.place)


@describes("yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load")
def _yaml(arguments: Arguments) -> Any:
    return loaded(_source(arguments), arguments, parsed_yaml)


def yaml_of(source: Any, arguments: Arguments, floats: bool = False) -> Any:
    """The YAML value of an open file, or of a file by its path."""
    if not isinstance(source, TextFile):
        source = read_file(source, arguments.reader, arguments.place)
    return loaded(source, arguments, lambda text, name: parsed_yaml(text, name, floats))


def _parsed_json(text: str, name: str) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except json.JSONDecodeError as error:
        raise ConfigError(tr("not valid JSON: {}", error.msg), file=name, line=error.lineno) from None
    except (RecursionError, ValueError) as error:
        raise ConfigError(tr("not valid JSON: {}", error), file=name) from None


@describes("json.load", "json.loads", "simplejson.load", "simplejson.loads", "ujson.load", "ujson.loads")
def _json(arguments: Arguments) -> Any:
    return loaded(_source(arguments), arguments, _parsed_json)


@describes("json.dumps", "yaml.dump_all")
def _dumped(arguments: Arguments) -> Any:
    return computed(json.dumps, arguments)
