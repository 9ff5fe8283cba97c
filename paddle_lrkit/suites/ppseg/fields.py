"""PaddleSeg: everything in updates; what follows a warmup counts from its end."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.paddle.fields import class_fields
from paddle_lrkit.suites.schedule_fields import ClassArguments, ScheduleFields, value_at

_WARMUP = ("warmup_iters", "warmup_start_lr")


def read(document: Document, index: int, steps: int | None) -> ScheduleFields | None:
    """The fields of ``iters`` and ``lr_scheduler``."""
    section = ("lr_scheduler",)
    lr = document.get(section)
    if not isinstance(lr, Mapping):
        return None
    given = {key: value for key, value in lr.items() if key != "type"}
    fields = class_fields(document, section, lr.get("type"), given)
    arguments = tuple(
        ClassArguments(
            entry.path, given, (*entry.takes, *(_WARMUP if "warmup_iters" in given else ())), False, name=entry.name
        )
        for entry in fields.arguments
    )
    return replace(
        fields,
        run=value_at(document, ("iters",)),
        warmup=value_at(document, (*section, "warmup_iters")),
        start=value_at(document, (*section, "warmup_start_lr")),
        batch=value_at(document, ("batch_size",)),
        optimizer=str(document.get(("optimizer", "type"), "")),
        pretrained=bool(document.get(("model", "pretrained"))),
        arguments=arguments,
    )
