"""JSON Schema of an annotated type."""

from __future__ import annotations

import dataclasses
import inspect
import types
from collections.abc import Callable, Sequence
from typing import Any, Literal, Union, get_args, get_origin

from paddle_lrkit.config.bind import Component, argument_types, parameters
from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.units import UNITS, Duration, Updates
from tools.schema.descriptions import argument_descriptions

Schema = dict[str, Any]
_NUMBER = r"[+-]?(\d[\d_]*\.?\d*|\.\d+)([eE][+-]?\d{1,3})?"
DURATION: Schema = {
    "anyOf": [{"type": "string", "pattern": rf"^\s*{_NUMBER}\s*({'|'.join(UNITS)})\s*$"}, {"const": 0}],
    "description": f"A duration with its unit: {', '.join(f'{unit} ({name})' for unit, name in UNITS.items())}.",
}
_PLAIN = {float: "number", int: "integer", bool: "boolean", str: "string", FilePath: "string"}


def type_schema(hint: Any) -> Schema:
    """The schema of the values that `paddle_lrkit.config.bind` accepts for a type."""
    if hint is Updates or hint is Duration:
        return {"$ref": "#/definitions/duration"}
    if hint in _PLAIN:
        return {"type": _PLAIN[hint]}
    if hint is Component:
        return {"anyOf": [{"type": "string"}, {"type": "object", "required": ["name"]}]}
    if dataclasses.is_dataclass(hint) and isinstance(hint, type):
        return section_schema(hint)
    origin, inner = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return {"anyOf": [{"type": "null"} if one is type(None) else type_schema(one) for one in inner]}
    if origin is Literal:
        return {"enum": list(inner)}
    if origin in (list, tuple, Sequence):
        return {"type": "array", **({"items": type_schema(inner[0])} if inner and origin is not tuple else {})}
    if origin is dict or hint is dict:
        return {"type": "object"}
    return {}


def section_schema(factory: Callable[..., Any], *, without: Sequence[str] = ()) -> Schema:
    """The schema of the keys that a signature takes; nothing is required, since a base may have it."""
    return {"type": "object", "properties": properties(factory, without=without), "additionalProperties": False}


def properties(factory: Callable[..., Any], *, without: Sequence[str] = ()) -> dict[str, Schema]:
    """Key -> schema, with description and default."""
    hints, texts = argument_types(factory), argument_descriptions(factory)
    signature = inspect.signature(factory).parameters
    made = {one.name: one.default_factory for one in _fields(factory) if one.default_factory is not dataclasses.MISSING}
    found = {}
    for name in parameters(factory):
        if name not in without:
            shape = type_schema(hints.get(name, Any))
            about = {"description": texts[name]} if name in texts else {}
            default = made[name]() if name in made else signature[name].default
            found[name] = {**shape, **about, **_default(default)}
    return found


def _fields(factory: Any) -> Sequence[dataclasses.Field[Any]]:
    return dataclasses.fields(factory) if dataclasses.is_dataclass(factory) else ()


def _default(value: Any) -> Schema:
    if isinstance(value, Duration):
        return {"default": str(value)}
    return {"default": value} if isinstance(value, bool | int | float | str) else {}
