"""The JSON Schema of a suite's configs: the keys of the schedule, the optimizer and the batch size; all else is open.

A suite states in its ``schema.py`` where its configs have what, as a dict of paths; the classes are those that its
reader builds, and the optimizer and the batch size are where its writer puts them.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from paddle_lrkit.errors import UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.schedule_class import ScheduleClass
from paddle_lrkit.suites.table import SUITES, detector_of, writer_of

Schema = dict[str, Any]
SchemaParts = Mapping[tuple[str, ...], Schema]
"""Path of a key -> its schema."""

TEXTS = ("title", "description")
"""Keys of a schema whose values are for people."""

ITEM, EACH = "[]", "*"
"""Steps of a path: every item of a list, and every key of a section."""

_PLACES = {
    "optimizer": "The optimizer.",
    "momentum": "Momentum.",
    "use_nesterov": "Whether the momentum is Nesterov's.",
    "beta1": "Decay of the average of the gradients.",
    "beta2": "Decay of the average of the squared gradients.",
    "epsilon": "Added to the denominator of an update.",
    "weight_decay": "Decoupled decay of the weights.",
    "l2": "L2 penalty of the weights, part of the gradient.",
    "clip_norm": "Largest norm of all gradients together.",
    "clip_norm_each": "Largest norm of the gradient of each tensor.",
    "layer_decay": "Factor of the rate from one layer to the one below.",
    "ema_decay": "Decay of the moving average of the weights.",
    "batch_size": "Samples in a batch.",
}
"""Name of a `Place` -> its description."""


def config_schema(suite: str) -> Schema:
    """The JSON Schema of a suite's configs, draft 7, which the YAML extensions of editors read.

    Raises:
        UsageError: The suite states no schema.

    Example:
        >>> config_schema("ppocr")["properties"]["Global"]["properties"]["epoch_num"]
        {'type': ['number', 'null'], 'description': 'Epochs in the run.'}
    """
    if suite not in suites_with_schema():
        known = tr(", ").join(["lrkit", *suites_with_schema()])
        raise UsageError(tr("there is no schema of {}'s configs; --suite takes {}", detector_of(suite).title, known))
    title = detector_of(suite).title
    schema: Schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": tr("Schedule, optimizer and batch size of a {} config", title),
        "type": "object",
    }
    for path, part in import_module(f"{SUITES[suite]}.schema").SCHEMA.items():
        _at(schema, path).update(part)
    for place in writer_of(suite).places:
        *parents, key = place.path
        section = _at(schema, tuple(parents))
        if not place.written or (section.get("additionalProperties") is False and key not in section["properties"]):
            continue
        found = _at(section, (key,))
        found.setdefault("description", _PLACES[place.name])
        if place.default is not None:
            found.setdefault("default", place.default)
        if place.names:
            found.setdefault("examples", [name for names in place.names.values() for name in names])
    return schema


def translated(schema: Any) -> Any:
    """The schema with its title and its descriptions in the current language.

    Example:
        >>> from paddle_lrkit.messages import in_language
        >>> with in_language("zh"):
        ...     translated({"title": {"description": "The model."}})
        {'title': {'description': '模型。'}}
    """
    if isinstance(schema, dict):
        return {
            key: tr(one) if key in TEXTS and isinstance(one, str) else translated(one) for key, one in schema.items()
        }
    return [translated(one) for one in schema] if isinstance(schema, list) else schema


def suites_with_schema() -> list[str]:
    """The suites whose configs have a schema, without our own dialect.

    Example:
        >>> {"ppdet", "ppcls", "ppseg", "ppocr"} <= set(suites_with_schema())
        True
    """
    return [suite for suite, package in SUITES.items() if find_spec(f"{package}.schema") is not None]


def number(description: str) -> Schema:
    """A number, or a key without a value."""
    return {"type": ["number", "null"], "description": description}


def section(keys: Iterable[str], description: str) -> Schema:
    """A section that takes certain keys and refuses others."""
    return {
        "type": "object",
        "properties": {key: {} for key in keys},
        "additionalProperties": False,
        "description": description,
    }


def choice(names: Iterable[str], default: str, description: str) -> Schema:
    """One of several names."""
    return {"enum": [*names], "default": default, "description": description}


def arguments(names: Iterable[str], defaults: Mapping[str, Any]) -> dict[str, Schema]:
    """The keys of a program's arguments, with the defaults that are known."""
    return {name: {"default": defaults[name]} if name in defaults else {} for name in sorted(names)}


def schedule_classes(
    classes: Mapping[str, ScheduleClass[Any]],
    key: str = "name",
    *,
    also: Iterable[str] = (),
    tagged: bool = False,
    nested: tuple[str, ...] = (),
) -> Schema:
    """A section that names a schedule class and has its arguments.

    Args:
        classes: The classes of the suite.
        key: The key of the name.
        also: Keys that the section takes beside the arguments of any class.
        tagged: Whether a class may be written as a tag, which a schema does not see: ``!Name {arguments}``.
        nested: Path of the section, where its ``learning_rate`` may be such a section too.
    """
    forms = [_arguments(name, one, key, also, nested) for name, one in classes.items()]
    if tagged:
        every: Schema = {name: {} for one in classes.values() for name in one.parameters}
        without = {"if": {"not": {"required": [key]}}, "then": {"properties": every, "additionalProperties": False}}
        forms.append(without)
    types: Schema = {} if nested or tagged else {"type": "object"}
    return {
        **types,
        "description": "The learning-rate schedule.",
        "properties": {key: {"enum": [*classes], "description": "The schedule class."}},
        "allOf": forms,
    }


def _arguments(name: str, found: ScheduleClass[Any], key: str, also: Iterable[str], nested: tuple[str, ...]) -> Schema:
    """What a section that names a class may have; the summary of the class is the description of the name."""
    keys = {one: _default(value) for one, value in found.parameters.items()}
    if nested and "learning_rate" in keys:
        keys["learning_rate"] = {"$ref": "#" + "".join(f"/properties/{step}" for step in nested)}
    build = inspect.unwrap(found.build)
    about = " ".join((inspect.getdoc(getattr(build, "func", build)) or "").split("\n\n")[0].split()).replace("``", "`")
    form: Schema = {"properties": {key: {"description": about}, **keys, **{one: {} for one in also}}}
    if not found.ignores_unknown:
        form["additionalProperties"] = False
    return {"if": {"properties": {key: {"const": name}}, "required": [key]}, "then": form}


def _default(value: Any) -> Schema:
    if value is None or value is inspect.Parameter.empty:
        return {}
    return {"default": [*value] if isinstance(value, tuple) else value}


def _at(schema: Schema, path: tuple[str, ...]) -> Schema:
    """The schema of the key at a path, which is made where it is missing."""
    for step in path:
        if step == ITEM:
            schema = schema.setdefault("items", {})
        elif step == EACH:
            schema = schema.setdefault("additionalProperties", {})
        else:
            schema = schema.setdefault("properties", {}).setdefault(step, {})
    return schema
