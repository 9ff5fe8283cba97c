"""The training set of a PaddleOCR config."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import DataError, check_number
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.training_set import TrainingSet, line_count
from paddle_lrkit.text import join_names

_LISTS = ("SimpleDataSet", "MultiScaleDataSet")
"""Data sets with a sample for each line of ``label_file_list``."""


def training_set(document: Document) -> TrainingSet | None:
    """The samples of ``Train.dataset``; None for a data set that is not a list of images.

    A file of ``n`` lines gives ``round(n * ratio)`` samples, with its number in ``ratio_list``.

    Raises:
        DataError: A list cannot be read, or ``ratio_list`` does not fit.
    """
    dataset = document.get(("Train", "dataset"))
    if not isinstance(dataset, Mapping) or dataset.get("name") not in _LISTS:
        return None
    files: Any = dataset.get("label_file_list")
    files = [files] if isinstance(files, str) else files
    if not isinstance(files, list) or not files or not all(isinstance(file, str) for file in files):
        return None
    ratios: Any = dataset.get("ratio_list", [1.0])
    ratios = ratios if isinstance(ratios, list) else [ratios] * len(files)
    if len(ratios) != len(files):
        raise DataError(tr("ratio_list has {} numbers for the {} files of label_file_list", len(ratios), len(files)))
    pairs = zip(files, ratios, strict=True)
    samples = sum(
        round(line_count(file) * check_number("ratio_list", ratio, at_least=0, at_most=1)) for file, ratio in pairs
    )
    return TrainingSet(samples, join_names(files, most=2))
