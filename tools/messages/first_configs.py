"""The comments of the configs that ``lrkit init`` writes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from paddle_lrkit.reports.init.commented import meanings
from paddle_lrkit.reports.init.first_config import STARTERS, config_for, starter, starter_comment
from paddle_lrkit.reports.init.found_data import FoundData

_DATA: tuple[tuple[str, dict[str, Any], int], ...] = (
    ("classification", {"name": "ImageFolder", "root": "."}, 32),
    ("classification", {"name": "FileList", "image_root": ".", "cls_label_path": "a.txt"}, 224),
    ("detection", {"name": "Coco", "dataset_dir": ".", "anno_path": "a.json", "image_dir": "a"}, 480),
    ("detection", {"name": "Voc", "dataset_dir": ".", "anno_path": "a.txt", "label_list": "b.txt"}, 480),
    ("text_classification", {"name": "TextTsv", "path": "a.tsv", "header": True, "columns": []}, 0),
    ("token_classification", {"name": "Conll", "path": "a.txt", "labels": []}, 0),
)
"""Task, data set with the keys that may be written, and side of the images."""


def comments() -> Iterator[str]:
    """The sentences at the heads, and what the keys mean."""
    for task in STARTERS:
        yield " ".join(starter_comment(task))
        yield from meanings(starter(task).data).values()
    for task, dataset, side in _DATA:
        found = FoundData(task, dataset, {**dataset, "allow_empty": True}, 1000, ("a", "b"), (), side)
        yield from meanings(config_for(found, None, None).data).values()
