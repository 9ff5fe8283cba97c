"""The training set of a PaddleClas config."""

from __future__ import annotations

from collections.abc import Mapping

from paddle_lrkit.config.document import Document
from paddle_lrkit.suites.training_set import TrainingSet, line_count

_LISTS = ("ImageNetDataset", "MultiLabelDataset")
"""Data sets with a sample for each line of ``cls_label_path``."""


def training_set(document: Document) -> TrainingSet | None:
    """The samples of ``DataLoader.Train.dataset``; None for a data set that is not a list of images.

    Raises:
        DataError: The list cannot be read.
    """
    dataset = document.get(("DataLoader", "Train", "dataset"))
    if not isinstance(dataset, Mapping) or dataset.get("name") not in _LISTS:
        return None
    file = dataset.get("cls_label_path")
    return TrainingSet(line_count(file), file) if isinstance(file, str) else None
