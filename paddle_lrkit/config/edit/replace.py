"""Edits of a YAML file that leave every other byte unchanged."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from paddle_lrkit.config.document import Path
from paddle_lrkit.config.edit.edit import Edit
from paddle_lrkit.config.yaml11 import Tagged, Yaml11, parse_yaml11
from paddle_lrkit.config.yaml_loader import compose
from paddle_lrkit.errors import ConfigError

_BYTE_ORDER_MARK = "\ufeff"


def edited(text: str, edits: Iterable[Edit], file: str) -> tuple[str, list[Edit]]:
    """The text after the edits, and those that were made.

    An edit is left out when the text would not read back as the old content with just that change, as with anchors.

    Args:
        text: The YAML file.
        edits: What to change.
        file: Its name, for errors.
    """
    mark = _BYTE_ORDER_MARK if text.startswith(_BYTE_ORDER_MARK) else ""
    text = text.removeprefix(mark)
    made = []
    for edit in edits:
        changed = _one(text, edit, file)
        if changed is not None:
            text = changed
            made.append(edit)
    return mark + text, made


def _one(text: str, edit: Edit, file: str) -> str | None:
    try:
        wanted = _applied(copy.deepcopy(parse_yaml11(text, file).data), edit)
        changed = _spliced(text, compose(text, file, Yaml11), edit)
        return changed if changed is not None and parse_yaml11(changed, file).data == wanted else None
    except (ConfigError, KeyError, IndexError, TypeError):
        return None


def _applied(data: Any, edit: Edit) -> Any:
    parent = data
    for step in edit.path[:-1]:
        parent = getattr(parent, "value", parent)[step]
    parent = getattr(parent, "value", parent)
    if edit.remove:
        del parent[edit.path[-1]]
    else:
        parent[edit.path[-1]] = edit.value
    return data


def _spliced(text: str, root: Any, edit: Edit) -> str | None:
    found = _find(root, edit.path)
    if found is None:
        return None
    mapping, key, value = found
    if not edit.remove:
        parts = _parts(value, edit.value)
        if key is not None and _is_block(value) and parts[0][0] is value:
            return _inline(text, key, value, edit.value)
        for node, part in reversed(parts):
            text = text[: node.start_mark.index] + written(part) + text[node.end_mark.index :]
        return text
    return _without(text, mapping, key, value) if key is not None else None


def _is_block(node: Any) -> bool:
    return isinstance(node.value, list) and bool(node.value) and not node.flow_style


def _inline(text: str, key: Any, value: Any, new: Any) -> str:
    """A block becomes a value in the line of its key; comments inside it go with it, those around it stay."""
    colon = text.index(":", key.end_mark.index) + 1
    between = text[colon : value.start_mark.index].rstrip()
    return f"{text[:colon]} {written(new)}{between}{text[last_value(value).end_mark.index :]}"


def last_value(node: Any) -> Any:
    """The last value inside a node."""
    while isinstance(node.value, list) and node.value and not node.flow_style:
        node = node.value[-1][1] if isinstance(node.value[-1], tuple) else node.value[-1]
    return node


def _parts(node: Any, value: Any) -> list[tuple[Any, Any]]:
    """The nodes to replace and their values: of a list of as many single values each one, so that comments stay."""
    if not value or not isinstance(value, list) or not isinstance(node.value, list) or len(value) != len(node.value):
        return [(node, value)]
    single = all(isinstance(getattr(item, "value", None), str) for item in node.value)
    return list(zip(node.value, value, strict=True)) if single else [(node, value)]


def _find(node: Any, path: Path) -> tuple[Any, Any, Any] | None:
    """The mapping, the key and the value at a path; the key of a list's item is None."""
    parent, key = None, None
    for step in path:
        parent = node
        if isinstance(step, int) and isinstance(node.value, list) and not isinstance(node.value[0], tuple):
            key, node = None, node.value[step]
            continue
        pairs = [(name, value) for name, value in node.value if isinstance(node.value, list) and name.value == step]
        if not pairs:
            return None
        key, node = pairs[-1]
    return parent, key, node


def _without(text: str, mapping: Any, key: Any, value: Any) -> str:
    begin, end = key.start_mark.index, value.end_mark.index
    if mapping.flow_style:
        after = text[end:].lstrip(" ")
        if after.startswith(","):
            return text[:begin] + after[1:].lstrip(" ")
        before = text[:begin].rstrip()
        return (before[:-1] if before.endswith(",") else before) + text[end:]
    start = text.rfind("\n", 0, begin) + 1
    stop = text.find("\n", max(end - 1, begin))
    return text[:start] + (text[stop + 1 :] if stop >= 0 else "")


def written(value: Any) -> str:
    """A value as YAML 1.1 and 1.2 both read it.

    Example:
        >>> written(1e-05), written([8, 0.5]), written(True), written({"a": Tagged("Step", {"size": 3})})
        ('1.0e-05', '[8, 0.5]', 'true', '{a: !Step {size: 3}}')
        >>> written("cosine"), written("{a: b}"), written("yes")
        ('cosine', '"{a: b}"', '"yes"')
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(written, value))}]"
    if isinstance(value, Tagged):
        return f"!{value.name} {written(value.value)}" if value.value is not None else f"!{value.name}"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {written(part)}' for key, part in value.items())}}}"
    if value is None:
        return "null"
    if isinstance(value, str):
        return value if _reads_back(value) else json.dumps(value, ensure_ascii=False)
    text = repr(value) if isinstance(value, float) else str(value)
    return text.replace("e", ".0e") if isinstance(value, float) and "." not in text else text


def _reads_back(text: str) -> bool:
    """Whether a text needs no quotes, in brackets too."""
    try:
        return bool(parse_yaml11(f"a: [{text}]", "value").data == {"a": [text]})
    except ConfigError:
        return False
