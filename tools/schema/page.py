"""The page docs/reference.md: every key of the training config, from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.curves.catalog import ENTRIES
from tools.schema.build import KINDS
from tools.schema.types import Schema

_HEAD = """# Reference of the training config

Every key that a config may have, with its type, its default and what it does. [The training config](config.md) explains
how they work together. `lrkit schema` prints the same as JSON Schema, for completion in an editor; `python -m
tools.schema` writes both from the signatures that read a config.

A *duration* is a number with a unit: `5ep` epochs, `500it` updates, `10%` of the run, `1000sa` samples, `1000tok`
tokens.
"""
_TITLES = {
    "model": "Architecture",
    "dataset": "Data sets",
    "transform": "Transforms",
    "batch_transform": "Transforms of a batch",
    "tokenizer": "Tokenizer",
    "loss": "Loss",
}


def page(schema: Schema) -> str:
    """The Markdown text."""
    return "\n".join([_HEAD, *_lines(schema)]) + "\n"


def _lines(schema: Schema) -> Iterator[str]:
    sections, definitions = schema["properties"], schema["definitions"]
    yield from _section("`Global`", sections["Global"]["properties"])
    yield from _section("`Train`, `Eval`, `Test`", definitions["data"]["properties"])
    yield from _section("`Tracker`", sections["Tracker"]["properties"])
    yield from _optimizers(definitions["optimizer"])
    yield from _section("`Optimizer.groups`", definitions["group"]["properties"])
    yield from _schedules(definitions["schedule"])
    yield from _forms("Ramp of the weight decay", definitions["ramp"])
    yield from _forms("Batch size that changes in the run", definitions["batch_schedule"])
    for kind in KINDS:
        yield from _forms(_TITLES[kind], definitions[kind])


def _optimizers(definition: Schema) -> Iterator[str]:
    forms = _named(definition)
    common = set.intersection(*(set(keys) for _, keys, _ in forms))
    first = forms[0][1]
    yield from _section("`Optimizer`", {key: first[key] for key in first if key in common and key != "name"})
    yield f"`name` is one of {', '.join(f'`{name}`' for name, _, _ in forms)}. Their own keys:\n"
    for name, keys, _ in forms:
        yield from _own(name, {key: one for key, one in keys.items() if key not in common}, "")


def _schedules(definition: Schema) -> Iterator[str]:
    names = {entry.name: entry.aliases for entry in ENTRIES}
    aliases = {alias for several in names.values() for alias in several}
    forms = [form for form in _named(definition) if form[0] not in aliases]
    common = set.intersection(*(set(keys) for name, keys, _ in forms if name in names))
    first = next(keys for name, keys, _ in forms if name in names)
    yield from _section("`Optimizer.lr`: keys of every schedule", {key: first[key] for key in first if key in common})
    yield "## Schedules\n"
    for name, keys, about in forms:
        also = f" (also {', '.join(f'`{alias}`' for alias in names[name])})" if names.get(name) else ""
        yield from _own(name, {key: one for key, one in keys.items() if key not in common}, f"{about}{also}")


def _forms(title: str, definition: Schema) -> Iterator[str]:
    yield f"## {title}\n"
    told: dict[str, list[str]] = {}
    forms = _named(definition)
    for name, keys, about in forms:
        told.setdefault(repr((about, keys)), []).append(name)
    for _, keys, about in forms:
        same = told.pop(repr((about, keys)), None)
        if same:
            yield from _own("`, `".join(same), keys, about)


def _named(definition: Schema) -> list[tuple[str, dict[str, Any], str]]:
    """Name, keys and summary of the forms of a component."""
    found = []
    for form in definition["anyOf"]:
        keys = dict(form.get("properties", {}))
        name = keys.pop("name", {})
        if "const" in name:
            found.append((name["const"], keys, name.get("description", "")))
    return found


def _section(title: str, keys: dict[str, Schema]) -> Iterator[str]:
    yield f"## {title}\n"
    yield from _table(keys)


def _own(name: str, keys: dict[str, Schema], about: str) -> Iterator[str]:
    yield f"### `{name}`\n"
    if about:
        yield f"{about}\n"
    yield from _table(keys)


def _table(keys: dict[str, Schema]) -> Iterator[str]:
    if keys:
        yield from ("| key | type | default | meaning |", "|---|---|---|---|", *_rows(keys))
    else:
        yield "No keys of its own."
    yield ""


def _rows(keys: dict[str, Schema], above: str = "") -> Iterator[str]:
    """A row a key; the keys of a section follow it, with its name before theirs."""
    for name, key in keys.items():
        default = f"`{_shown(key['default'])}`" if "default" in key else ""
        meaning = key.get("description", "").replace("``", "`").replace("|", "\\|")
        yield f"| `{above}{name}` | {_type(key)} | {default} | {meaning} |"
        yield from _rows(_inner(key), f"{above}{name}.")


def _inner(key: Schema) -> dict[str, Schema]:
    """The keys of a section, also of one that may be absent."""
    forms = [key, *key.get("anyOf", ())]
    return next((form["properties"] for form in forms if "properties" in form), {})


def _shown(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _type(key: Schema) -> str:
    reference = key.get("$ref") or next((one["$ref"] for one in key.get("allOf", ()) if "$ref" in one), None)
    if reference:
        return str(reference.rsplit("/", 1)[-1]).replace("_item", "")
    if "enum" in key:
        return ", ".join(f"`{_shown(one)}`" for one in key["enum"])
    if "anyOf" in key:
        return " or ".join(dict.fromkeys(_type(one) for one in key["anyOf"] if one.get("type") != "null"))
    if key.get("type") == "array":
        return f"list of {_type(key.get('items', {}))}"
    return {"object": "section", "string": "text", "boolean": "true or false", "integer": "whole number"}.get(
        key.get("type", ""), key.get("type", "any value")
    )
