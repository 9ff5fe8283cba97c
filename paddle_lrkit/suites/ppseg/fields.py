"""PaddleSeg: everything in updates; what follows a warmup counts from its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.fields import Entry, Facts, item
from paddle_lrkit.suites.paddle.fields import class_facts

_WARMUP = ("warmup_iters", "warmup_start_lr")


def read(document: Document, index: int, steps: int | None) -> Facts | None:
    """The facts of ``iters`` and ``lr_scheduler``."""
    section = ("lr_scheduler",)
    lr = document.get(section)
    if not isinstance(lr, Mapping):
        return None
    given = {key: value for key, value in lr.items() if key != "type"}
    facts = class_facts(document, section, lr.get("type"), given)
    entries = tuple(
        Entry(entry.path, given, (*entry.takes, *(_WARMUP if "warmup_iters" in given else ())), False, name=entry.name)
        for entry in facts.entries
    )
    return replace(
        facts,
        run=item(document, ("iters",)),
        warmup=item(document, (*section, "warmup_iters")),
        start=item(document, (*section, "warmup_start_lr")),
        batch=item(document, ("batch_size",)),
        optimizer=str(document.get(("optimizer", "type"), "")),
        pretrained=bool(document.get(("model", "pretrained"))),
        entries=entries,
    )
