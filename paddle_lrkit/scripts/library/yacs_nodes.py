"""``yacs``: ``CfgNode`` with its merges from files, lists and other nodes."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from paddle_lrkit.messages import tr
from paddle_lrkit.scripts.library.base import Arguments, Reader, describes
from paddle_lrkit.scripts.library.config_files import yaml_of
from paddle_lrkit.scripts.library.config_objects import ConfigObject, config_of, wrapped
from paddle_lrkit.scripts.library.files import read_file
from paddle_lrkit.scripts.library.plain import listed
from paddle_lrkit.scripts.unknown import Unknown

_KIND = "yacs.config.CfgNode"
_MOST_TEXT = 10_000


class ConfigNode(ConfigObject):
    """A ``CfgNode``: text of a file or a list that is a Python literal becomes its value, so ``1e-4`` is a number."""

    def method(self, name: str, reader: Reader) -> Callable[[Arguments], Any] | None:
        own = {
            "merge_from_file": self._from_file,
            "merge_from_list": self._from_list,
            "merge_from_other_cfg": self._from_other,
            "load_cfg": _load,
            "dump": lambda arguments: arguments.unknown(),
        }
        return own.get(name) or super().method(name, reader)

    def _from_file(self, arguments: Arguments) -> None:
        path = arguments.get(0, "cfg_filename", None)
        source = read_file(path, arguments.reader, arguments.place)
        self._merge(yaml_of(source, arguments), arguments)

    def _from_other(self, arguments: Arguments) -> None:
        self._merge(arguments.get(0, "cfg_other", None), arguments)

    def _from_list(self, arguments: Arguments) -> None:
        items = listed(arguments.get(0, "cfg_list", None), arguments)
        if isinstance(items, Unknown) or len(items) % 2:
            self.overwrite(items if isinstance(items, Unknown) else arguments.unknown(), arguments.reader)
            return
        for name, value in zip(items[::2], items[1::2], strict=True):
            if not isinstance(name, str):
                self.overwrite(name if isinstance(name, Unknown) else arguments.unknown(), arguments.reader)
                return
            *path, last = name.split(".")
            node: Any = self
            for part in path:
                node = node.mapping.get(part) if isinstance(node, ConfigObject) else None
            if not isinstance(node, ConfigObject) or last not in node.mapping:
                self.overwrite(
                    arguments.reader.unknown(name, tr("is no key of the config"), arguments.place), arguments.reader
                )
                return
            arguments.reader.changed(node.mapping, last, _like(decoded(value), node.mapping[last]))

    def _merge(self, other: Any, arguments: Arguments) -> None:
        if isinstance(other, dict):
            other = wrapped(other, _KIND, made=ConfigNode)
        if not isinstance(other, ConfigObject):
            if other is not None:
                self.overwrite(other if isinstance(other, Unknown) else arguments.unknown(), arguments.reader)
            return
        for key, value in other.mapping.items():
            mine = self.mapping.get(key)
            if isinstance(mine, ConfigNode) and isinstance(value, ConfigObject):
                mine._merge(value, arguments)
            else:
                arguments.reader.changed(self.mapping, key, _like(decoded(value), mine))
        if other.others is not None:
            self.overwrite(other.others, arguments.reader)


def decoded(value: Any) -> Any:
    """A value as ``yacs`` reads it: a text that is a Python literal is that literal.

    Example:
        >>> decoded("1e-4"), decoded("sgd"), decoded("(30, 60)")
        (0.0001, 'sgd', (30, 60))
    """
    if not isinstance(value, str) or len(value) > _MOST_TEXT:
        return value
    try:
        return ast.literal_eval(value)
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return value


def _like(value: Any, old: Any) -> Any:
    """A list where a tuple was is a tuple, and the reverse."""
    if isinstance(old, tuple) and isinstance(value, list):
        return tuple(value)
    return list(value) if isinstance(old, list) and isinstance(value, tuple) else value


@describes("yacs.config.CfgNode")
def _node(arguments: Arguments) -> Any:
    made = config_of(_KIND, arguments)
    return _as_node(made)


def _as_node(made: ConfigObject) -> ConfigNode:
    inner = {key: _as_node(part) if type(part) is ConfigObject else part for key, part in made.mapping.items()}
    node = ConfigNode(_KIND, inner)
    node.others = made.others
    return node


@describes("yacs.config.CfgNode.load_cfg", "yacs.config.load_cfg")
def _load(arguments: Arguments) -> Any:
    found = yaml_of(arguments.get(0, "cfg_file_obj_or_str", None), arguments)
    return wrapped(found, _KIND, made=ConfigNode) if isinstance(found, dict) else found
