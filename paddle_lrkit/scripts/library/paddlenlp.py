"""PaddleNLP's data sets; its schedulers and optimizers stand beside those of Paddle."""

from __future__ import annotations

from typing import Any

from paddle_lrkit.scripts.library.base import Arguments, describes
from paddle_lrkit.scripts.library.paddle_datasets import DatasetObject
from paddle_lrkit.scripts.unknown import Unknown


@describes("paddlenlp.datasets.load_dataset", "paddlenlp.datasets.dataset.load_dataset")
def _load_dataset(arguments: Arguments) -> Any:
    """One data set for one split, else a list of them."""
    splits = arguments.get(3, "splits", None)
    if isinstance(splits, str):
        return DatasetObject("load_dataset()", None)
    parts = arguments.reader.items(splits)
    if not parts or isinstance(splits, Unknown):
        return arguments.unknown()
    made = [DatasetObject("load_dataset()", None) for _ in parts]
    return made if len(made) > 1 else made[0]


@describes("paddlenlp.datasets.MapDataset", "paddlenlp.datasets.dataset.MapDataset")
def _map_dataset(arguments: Arguments) -> Any:
    data = arguments.get(0, "data", None)
    items = arguments.reader.items(data)
    return DatasetObject("MapDataset", None if items is None else len(items))
