"""The page docs/reference.md: every key of the training config, from its JSON Schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from paddle_lrkit.curves.catalog import ENTRIES
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.suites.config_schema import translated
from paddle_lrkit.text import join_names, wrap
from tools.schema.build import KINDS
from tools.schema.types import Schema

_WIDTH = 120
_HEAD = (
    Message(
        "Every key that a config may have, with its type, its default and what it does. "
        "[The training config](config.md) explains how they work together. "
        "`lrkit schema` prints the same as JSON Schema, for completion in an editor; "
        "`python -m tools.schema` writes both from the signatures that read a config."
    ),
    Message(
        "A *duration* is a number with a unit: `5ep` epochs, `500it` updates, `10%` of the run, `1000sa` samples, "
        "`1000tok` tokens."
    ),
)
_TITLES = {
    "model": Message("Architecture"),
    "dataset": Message("Data sets"),
    "transform": Message("Transforms"),
    "batch_transform": Message("Transforms of a batch"),
    "tokenizer": Message("Tokenizer"),
    "loss": Message("Loss"),
}
_TYPES = {
    "object": Message("section"),
    "string": Message("text"),
    "boolean": Message("true or false"),
    "integer": Message("whole number"),
    "number": Message("number"),
}
_DEFINITIONS = {
    "duration": Message("duration"),
    "dataset": Message("data set"),
    "transform_item": Message("transform"),
    "batch_transform_item": Message("batch transform"),
    "group": Message("group of parameters"),
    "schedule": Message("schedule"),
    "ramp": Message("ramp of the weight decay"),
    "batch_schedule": Message("schedule of the batch size"),
}
"""What has keys of its own, elsewhere on the page."""


def page(schema: Schema) -> str:
    """The Markdown text, in the current language."""
    return "\n".join([f"# {tr('Reference of the training config')}\n", *_head(), *_lines(translated(schema))]) + "\n"


def _head() -> Iterator[str]:
    for paragraph in _HEAD:
        yield from (*wrap(str(paragraph), _WIDTH), "")


def _lines(schema: Schema) -> Iterator[str]:
    sections, definitions = schema["properties"], schema["definitions"]
    yield from _section("`Global`", sections["Global"]["properties"])
    yield from _section(_code(("Train", "Eval", "Test")), definitions["data"]["properties"])
    yield from _section("`Tracker`", sections["Tracker"]["properties"])
    yield from _optimizers(definitions["optimizer"])
    yield from _section("`Optimizer.groups`", definitions["group"]["properties"])
    yield from _schedules(definitions["schedule"])
    yield from _forms(tr("Ramp of the weight decay"), definitions["ramp"])
    yield from _forms(tr("Batch size that changes in the run"), definitions["batch_schedule"])
    for kind in KINDS:
        yield from _forms(str(_TITLES[kind]), definitions[kind])


def _optimizers(definition: Schema) -> Iterator[str]:
    forms = _named(definition)
    common = set.intersection(*(set(keys) for _, keys, _ in forms))
    first = forms[0][1]
    yield from _section("`Optimizer`", {key: first[key] for key in first if key in common and key != "name"})
    yield tr("`name` is one of {}. Their own keys:", _code(name for name, _, _ in forms)) + "\n"
    for name, keys, _ in forms:
        yield from _own(_code([name]), {key: one for key, one in keys.items() if key not in common}, "")


def _schedules(definition: Schema) -> Iterator[str]:
    names = {entry.name: entry.aliases for entry in ENTRIES}
    aliases = {alias for several in names.values() for alias in several}
    forms = [form for form in _named(definition) if form[0] not in aliases]
    common = set.intersection(*(set(keys) for name, keys, _ in forms if name in names))
    first = next(keys for name, keys, _ in forms if name in names)
    yield from _section(
        tr("`Optimizer.lr`: keys of every schedule"), {key: first[key] for key in first if key in common}
    )
    yield f"## {tr('Schedules')}\n"
    for name, keys, about in forms:
        also = tr("{} (also {})", about, _code(names[name])) if names.get(name) else about
        yield from _own(_code([name]), {key: one for key, one in keys.items() if key not in common}, also)


def _forms(title: str, definition: Schema) -> Iterator[str]:
    yield f"## {title}\n"
    told: dict[str, list[str]] = {}
    forms = _named(definition)
    for name, keys, about in forms:
        told.setdefault(repr((about, keys)), []).append(name)
    for _, keys, about in forms:
        same = told.pop(repr((about, keys)), None)
        if same:
            yield from _own(_code(same), keys, about)


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


def _own(title: str, keys: dict[str, Schema], about: str) -> Iterator[str]:
    yield f"### {title}\n"
    if about:
        yield f"{_text(about)}\n"
    yield from _table(keys)


def _table(keys: dict[str, Schema]) -> Iterator[str]:
    if keys:
        yield from (tr("| key | type | default | meaning |"), "|---|---|---|---|", *_rows(keys))
    else:
        yield tr("No keys of its own.")
    yield ""


def _rows(keys: dict[str, Schema], above: str = "") -> Iterator[str]:
    """A row a key; the keys of a section follow it, with its name before theirs."""
    for name, key in keys.items():
        default = f"`{_shown(key['default'])}`" if "default" in key else ""
        meaning = _text(key.get("description", "")).replace("|", "\\|")
        yield f"| `{above}{name}` | {_type(key)} | {default} | {meaning} |"
        yield from _rows(_inner(key), f"{above}{name}.")


def _inner(key: Schema) -> dict[str, Schema]:
    """The keys of a section, also of one that may be absent."""
    forms = [key, *key.get("anyOf", ())]
    return next((form["properties"] for form in forms if "properties" in form), {})


def _text(description: str) -> str:
    return description.replace("``", "`")


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if str(value).strip() else f'"{value}"'


def _type(key: Schema) -> str:
    reference = key.get("$ref") or next((one["$ref"] for one in key.get("allOf", ()) if "$ref" in one), None)
    if reference:
        return str(_DEFINITIONS[reference.rsplit("/", 1)[-1]])
    if "enum" in key:
        return _code(key["enum"])
    if "anyOf" in key:
        return join_names(dict.fromkeys(_type(one) for one in key["anyOf"] if one.get("type") != "null"), "or")
    if key.get("type") == "array":
        return tr("list of {}", _type(key["items"])) if "items" in key else tr("list")
    return str(_TYPES[key["type"]]) if "type" in key else tr("any value")


def _code(names: Iterable[Any]) -> str:
    return tr(", ").join(f"`{_shown(name)}`" for name in names)
