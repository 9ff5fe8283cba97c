"""PaddleDetection: milestones and spans in epochs of the run, a warmup in updates unless ``epochs`` is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from paddle_lrkit.config.document import Document, Path
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.suites.fields import Entry, Facts, item
from paddle_lrkit.suites.value_at import Item

_TAKES = {
    "PiecewiseDecay": ("gamma", "milestones", "values", "use_warmup"),
    "CosineDecay": ("max_epochs", "use_warmup", "min_lr_ratio", "last_plateau_epochs"),
    "LinearWarmup": ("steps", "start_factor", "epochs", "epochs_first"),
    "ExpWarmup": ("steps", "epochs", "power"),
}
_ROOT = ("LearningRate",)
_LIST = ("LearningRate", "schedulers")


def read(document: Document, index: int, steps: int | None) -> Facts | None:
    """The facts of ``epoch`` and ``LearningRate``."""
    section = document.get(_ROOT)
    if not isinstance(section, Mapping):
        return None
    entries = [entry for place, value in enumerate(_written(section)) if (entry := _entry((*_LIST, place), value))]
    top = Entry(_ROOT, section, ("base_lr", "schedulers"), False, name="LearningRate")
    facts = Facts(
        "other",
        entries[0].name if entries else "PiecewiseDecay",
        _ROOT,
        run=item(document, ("epoch",)),
        rate=item(document, (*_ROOT, "base_lr")) or Item(0.01, _ROOT),
        batch=item(document, ("TrainReader", "batch_size")),
        optimizer=str(document.get(("OptimizerBuilder", "optimizer", "type"), "")),
        pretrained=bool(document.get(("pretrain_weights",))),
        entries=(top, *entries),
    )
    if not entries:
        return replace(facts, kind="multistep", milestones=Item([8, 11], _ROOT), gamma=Item([0.1, 0.01], _ROOT))
    return _with_warmup(_with_decay(facts, entries[0]), entries)


def _written(section: Mapping[str, Any]) -> list[Any]:
    entries = section.get("schedulers")
    return entries if isinstance(entries, list) else []


def _entry(path: Path, value: Any) -> Entry | None:
    if isinstance(value, Tagged):
        name, given = value.name, value.value
    elif isinstance(value, Mapping):
        name = value.get("name", value.get("__tag__"))
        given = {key: part for key, part in value.items() if key not in ("name", "__tag__")}
    else:
        return None
    takes = _TAKES.get(str(name), ())
    in_order = isinstance(given, list)
    if isinstance(given, list):
        given = dict(zip(takes, given, strict=False))
    given = given if isinstance(given, Mapping) else {}
    return Entry(path, given, takes, False, name=str(name), in_order=in_order) if takes else None


def _part(entry: Entry, key: str, default: Any = None) -> Item | None:
    if key in entry.given:
        return Item(entry.given[key], (*entry.path, entry.takes.index(key) if entry.in_order else key))
    return None if default is None else Item(default, entry.path)


def _with_decay(facts: Facts, entry: Entry) -> Facts:
    if entry.name == "CosineDecay":
        span, floor = _part(entry, "max_epochs", 1000), _part(entry, "min_lr_ratio")
        return replace(facts, kind="cosine", span=span, floor=floor, floor_relative=True)
    if entry.name != "PiecewiseDecay":
        return facts
    return replace(
        facts,
        kind="piecewise" if "values" in entry.given else "multistep",
        milestones=_part(entry, "milestones", [8, 11]),
        gamma=_part(entry, "gamma", [0.1, 0.01]),
        values=_part(entry, "values"),
    )


def _with_warmup(facts: Facts, entries: list[Entry]) -> Facts:
    if len(entries) < 2 or not entries[0].given.get("use_warmup", True) or "Warmup" not in entries[1].name:
        return facts
    entry = entries[1]
    in_epochs = entry.given.get("epochs") is not None and bool(entry.given.get("epochs_first", True))
    linear = entry.name == "LinearWarmup"
    return replace(
        facts,
        warmup=_part(entry, "epochs") if in_epochs else _part(entry, "steps", 500 if linear else 1000),
        warmup_unit="ep" if in_epochs else "it",
        start=_part(entry, "start_factor", 1 / 3) if linear else Item(0.0, entry.path),
        start_relative=True,
    )
