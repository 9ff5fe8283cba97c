"""Texts beside their headings."""

from __future__ import annotations

from collections.abc import Iterable

from paddle_lrkit.reports.output import columns
from paddle_lrkit.reports.report import labelled
from paddle_lrkit.text import Bilingual, cells

MOST_COLUMNS = 100
HEADINGS = {
    "schedule": Bilingual("schedule", "曲线"),
    "warmup": Bilingual("warmup", "预热"),
    "decay": Bilingual("decay", "衰减"),
    "min_lr": Bilingual("floor", "下限"),
    "peak_lr": Bilingual("peak", "峰值"),
    "optimizer": Bilingual("optimizer", "优化器"),
    "taken": Bilingual("taken", "默认"),
    "more": Bilingual("more", "更多"),
    "note": Bilingual("note", "说明"),
    "unknown": Bilingual("not known", "未知"),
    "guide": Bilingual("guide", "常见说法"),
    "also": Bilingual("also", "备选"),
    "cost": Bilingual("cost", "开销"),
    "row": Bilingual("row", "条目"),
    "grades": Bilingual("grades", "评级"),
}
WIDTH = max(cells(text.of(language)) for text in HEADINGS.values() for language in ("en", "zh")) + 2


def laid_out(entries: Iterable[tuple[str, str]], language: str) -> str:
    """Each heading in its column and the text beside it."""
    titled = ((HEADINGS[heading].of(language), text) for heading, text in entries)
    return "\n".join(labelled(titled, WIDTH, columns(MOST_COLUMNS)))
