"""A config with a comment at each key, from the JSON Schema."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from paddle_lrkit.config.dump import dump_yaml
from paddle_lrkit.config.shipped import schema_file
from paddle_lrkit.messages import tr
from paddle_lrkit.text import cells

_WIDTH, _COLUMN = 120, 43
_SECTIONS = ("Global", "Optimizer", "Train", "Eval")


def commented(data: dict[str, Any], about: list[str]) -> str:
    """The YAML text: sentences at its head, and what a key means beside it where that fits."""
    head = "".join(f"# {line}".rstrip() + "\n" for line in about if line)
    return head + "\n".join(_lines(data)) + "\n"


def _lines(data: dict[str, Any]) -> Iterator[str]:
    said = _meanings(data)
    path: list[str] = []
    for line in dump_yaml(data, inline=True).rstrip("\n").split("\n"):
        text = line.lstrip()
        depth = (len(line) - len(text)) // 2
        key, colon, _ = text.partition(":")
        if colon and not text.startswith("- "):
            path = [*path[:depth], key]
            yield _with(line, _short(tr(said.get(".".join(path), ""))))
        else:
            yield line


def _with(line: str, meaning: str) -> str:
    told = f"{line}{' ' * (_COLUMN - cells(line))} # {meaning}"
    return told if meaning and cells(told) <= _WIDTH else line


def _short(meaning: str) -> str:
    text = meaning.replace("``", "").removesuffix(".").removesuffix("。")
    return text[:1].lower() + text[1:] if text[:2].istitle() and not text[1:2].isdigit() else text


def _meanings(data: dict[str, Any]) -> dict[str, str]:
    """Dotted key -> its description in the JSON Schema."""
    schema = json.loads(schema_file().read_text(encoding="utf-8"))
    found: dict[str, str] = {}
    for name in _SECTIONS:
        if name in data:
            _collect(schema, schema["properties"][name], data[name], name, found)
    return found


def _collect(schema: dict[str, Any], part: dict[str, Any], value: Any, path: str, found: dict[str, str]) -> None:
    if not isinstance(value, dict):
        return
    keys = _keys(schema, part, value)
    for key, inner in value.items():
        if key in keys:
            found[f"{path}.{key}"] = keys[key].get("description", "")
            _collect(schema, keys[key], inner, f"{path}.{key}", found)


def _keys(schema: dict[str, Any], part: dict[str, Any], value: dict[str, Any]) -> dict[str, Any]:
    """The keys that a section may have: of a component, those of the one that is named."""
    for one in (part, *part.get("allOf", ()), *part.get("anyOf", ())):
        if "$ref" in one:
            one = schema["definitions"][one["$ref"].rsplit("/", 1)[-1]]
        for form in (one, *one.get("anyOf", ())):
            keys = form.get("properties", {})
            if keys and keys.get("name", {}).get("const") in (None, value.get("name")):
                return dict(keys)
    return {}
