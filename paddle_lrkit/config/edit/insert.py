"""A new key in a YAML file, with every other byte unchanged."""

from __future__ import annotations

import copy
from typing import Any

from paddle_lrkit.config.document import Path
from paddle_lrkit.config.edit.replace import last_value, written
from paddle_lrkit.config.yaml11 import Yaml11, parse_yaml11
from paddle_lrkit.config.yaml_loader import compose
from paddle_lrkit.errors import ConfigError


def inserted(text: str, path: Path, value: Any, file: str) -> str | None:
    """The text with a key that was not in it, as the last one of the deepest section that is there.

    Args:
        text: The YAML file.
        path: The key; its sections are made where they are missing.
        value: What `written` takes.
        file: Its name, for errors.

    Returns:
        None when the text would not read back as the old content with just that key.

    Example:
        >>> print(inserted("a: {b: 1}  # note", ("a", "c"), 0.5, "x.yml"))
        a: {b: 1, c: 0.5}  # note
    """
    try:
        wanted = _with(copy.deepcopy(parse_yaml11(text, file).data), path, value)
        quoted = file.lower().endswith(".json")
        changed = _spliced(text, compose(text, file, Yaml11), path, value, quoted)
        return changed if changed is not None and parse_yaml11(changed, file).data == wanted else None
    except (ConfigError, KeyError, IndexError, TypeError, AttributeError):
        return None


def _with(data: Any, path: Path, value: Any) -> Any:
    parent = data
    for step in path[:-1]:
        parent = parent[step] if isinstance(step, int) else parent.setdefault(step, {})
        parent = getattr(parent, "value", parent)
    parent[path[-1]] = value
    return data


def _spliced(text: str, root: Any, path: Path, value: Any, quoted: bool) -> str | None:
    if root is None or not root.value:
        return text + _newline(text) + _block(path, value, 0) + "\n"
    node, depth = root, 0
    while depth < len(path) - 1:
        step = path[depth]
        inner = (
            [node.value[step]] if isinstance(step, int) else [child for key, child in node.value if key.value == step]
        )
        if not inner:
            break
        node, depth = inner[-1], depth + 1
    rest = path[depth:]
    if node.flow_style:
        end = node.value[-1][1].end_mark.index if node.value else node.start_mark.index + 1
        between = _separator(text, node) if node.value else ""
        return text[:end] + between + _flow(rest, value, '"' if quoted else "") + text[end:]
    first, leaf = node.value[0][0], last_value(node)
    end = text.find("\n", leaf.end_mark.index)
    end = len(text) if end < 0 else end
    block = _block(rest, value, first.start_mark.column)
    if text[:end].endswith("\r"):
        block = block.replace("\n", "\r\n") + "\r"
    return f"{text[:end]}\n{block}{text[end:]}"


def _separator(text: str, node: Any) -> str:
    """What goes between two keys in braces: a new line where each key has one, as in most JSON files."""
    key = node.value[-1][0].start_mark.index
    begin = text.rfind("\n", 0, key) + 1
    return ", " if begin <= node.start_mark.index or text[begin:key].strip() else f",\n{text[begin:key]}"


def _block(path: Path, value: Any, column: int) -> str:
    *sections, last = path
    lines = [f"{' ' * (column + 2 * level)}{name}:" for level, name in enumerate(sections)]
    return "\n".join([*lines, f"{' ' * (column + 2 * len(sections))}{last}: {written(value)}"])


def _flow(path: Path, value: Any, quote: str) -> str:
    *sections, last = (f"{quote}{name}{quote}" for name in path)
    return "".join(f"{name}: {{" for name in sections) + f"{last}: {written(value)}" + "}" * len(sections)


def _newline(text: str) -> str:
    return "\n" if text and not text.endswith("\n") else ""
