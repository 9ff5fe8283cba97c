"""Texts beside their headings."""

from __future__ import annotations

from collections.abc import Iterable

from paddle_lrkit.messages import Message
from paddle_lrkit.reports.output import columns
from paddle_lrkit.reports.report import label_width, labelled

MOST_COLUMNS = 100
HEADINGS = {
    "schedule": Message("schedule"),
    "warmup": Message("warmup"),
    "decay": Message("decay"),
    "min_lr": Message("floor"),
    "peak_lr": Message("peak"),
    "optimizer": Message("optimizer"),
    "taken": Message("taken"),
    "more": Message("more"),
    "note": Message("note"),
    "unknown": Message("not known"),
    "guide": Message("guide"),
    "also": Message("also"),
    "cost": Message("cost"),
    "row": Message("row"),
    "grades": Message("grades"),
}


def laid_out(entries: Iterable[tuple[str, str]]) -> str:
    """Each heading in its column and the text beside it."""
    titled = ((str(HEADINGS[heading]), text) for heading, text in entries)
    return "\n".join(labelled(titled, label_width(HEADINGS) + 2, columns(MOST_COLUMNS)))
