"""Writes a resolved config."""

from __future__ import annotations

from typing import Any

import yaml

from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.config.yaml_scalars import kind_of

_MAP, _SEQ = "tag:yaml.org,2002:map", "tag:yaml.org,2002:seq"


def dump_yaml(data: dict[str, Any], *, inline: bool = False) -> str:
    """The YAML text of plain data, with keys in the same order; it loads as equal data.

    Args:
        data: The data.
        inline: Whether lists of scalars, sections in lists, sections of one scalar and inner ones of two are written on
            one line.

    Example:
        >>> print(dump_yaml({"Global": {"epochs": 3}, "rate": 1e-4}), end="")
        Global:
          epochs: 3
        rate: 0.0001
    """
    data = {key: _inlined(value) for key, value in data.items()} if inline else data
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100)


class _Line(dict[str, Any]):
    """A section on one line."""


class _Row(list[Any]):
    """A list on one line."""


def _inlined(value: Any, depth: int = 0, *, listed: bool = False) -> Any:
    """The same with what stays on one line."""
    if isinstance(value, list):
        flat = not any(isinstance(part, (dict, list)) for part in value)
        return _Row(value) if flat else [_inlined(part, depth + 1, listed=True) for part in value]
    if not isinstance(value, dict):
        return value
    parts = {key: _inlined(part, depth + 1) for key, part in value.items()}
    flat = not any(isinstance(part, dict) for part in parts.values())
    return _Line(parts) if flat and (listed or len(parts) <= min(depth, 1) + 1) else parts


class _Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
    """Writes floats with a dot and quotes text, so that YAML 1.1 and 1.2 readers agree."""

    def ignore_aliases(self, data: Any) -> bool:
        return True


def _text(dumper: Any, value: str) -> yaml.Node:
    quoted = kind_of(value) != "str" or "\n" in value or not value.isprintable()
    node: yaml.Node = dumper.represent_scalar("tag:yaml.org,2002:str", value, '"' if quoted else None)
    return node


def _float(dumper: Any, value: float) -> yaml.Node:
    text = repr(value)
    if "e" in text and "." not in text:
        text = text.replace("e", ".0e")
    if text in ("inf", "-inf", "nan"):
        text = {"inf": ".inf", "-inf": "-.inf", "nan": ".nan"}[text]
    node: yaml.Node = dumper.represent_scalar("tag:yaml.org,2002:float", text)
    return node


def _tagged(dumper: Any, tagged: Tagged) -> yaml.Node:
    tag, value = f"!{tagged.name}", tagged.value
    if isinstance(value, dict):
        node: yaml.Node = dumper.represent_mapping(tag, value, flow_style=True)
    elif isinstance(value, list):
        node = dumper.represent_sequence(tag, value, flow_style=True)
    else:
        node = dumper.represent_scalar(tag, value or "")
    return node


_Dumper.add_representer(Tagged, _tagged)
_Dumper.add_representer(_Line, lambda dumper, line: dumper.represent_mapping(_MAP, line, flow_style=True))
_Dumper.add_representer(_Row, lambda dumper, row: dumper.represent_sequence(_SEQ, row, flow_style=True))
_Dumper.add_representer(str, _text)
_Dumper.add_representer(float, _float)
