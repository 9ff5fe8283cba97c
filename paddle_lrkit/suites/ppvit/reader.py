"""Reads PaddleViT configs: in epochs for image classification, in updates for semantic segmentation."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import NoScheduleError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.base import Selection, SuiteReader
from paddle_lrkit.suites.ppvit.classification import read_classification
from paddle_lrkit.suites.ppvit.segmentation import read_segmentation
from paddle_lrkit.suites.ppvit.settings import settings
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.units import LengthOptions

CLASSIFICATION, SEGMENTATION = "ppvit.cls", "ppvit.seg"
_IN_UPDATES = ("ITERS", "POWER", "DECAY_STEPS", "DECODER_LR_COEF")
_ELSEWHERE = ("object_detection", "self_supervised_learning", "gan", "edu", "MAE")
"""Directories of programs with a scheduler of their own."""
_OWN_TYPES = ("mae", "styleformer", "transgan")


def entry_of(document: Document, selection: Selection) -> str:
    """The program that reads a config: the one that is named, else the one whose keys it or its defaults have."""
    if selection.entry is not None:
        return selection.entry
    trees = [document.data, selection.given, selection.base.data if selection.base else {}]
    trains = [tree.get("TRAIN") for tree in trees]
    in_updates = any(isinstance(train, Mapping) and any(key in train for key in _IN_UPDATES) for train in trains)
    return SEGMENTATION if in_updates else CLASSIFICATION


class PaddleViTReader(SuiteReader):
    """``TRAIN``; the defaults are those of the model's ``config.py``."""

    entries = (CLASSIFICATION, SEGMENTATION)
    given = ("TRAIN", "DATA", "MODEL", "model")
    counts_batches = True

    def read(self, document: Document, options: LengthOptions, selection: Selection) -> Schedule:
        """The schedule of a PaddleViT config."""
        entry = entry_of(document, selection)
        if entry == CLASSIFICATION:
            _refuse_others(document, selection)
        found = settings(document, selection, entry == SEGMENTATION)
        read = read_segmentation if entry == SEGMENTATION else read_classification
        return read(found, options, entry)


def _refuse_others(document: Document, selection: Selection) -> None:
    """Raises the error for the config of a program with a scheduler of its own, which is not known."""
    file = (selection.base.file if selection.base else None) or document.file or ""
    parts = os.path.abspath(file).replace("\\", "/").split("/") if file else []
    found: Any = next((part for part in _ELSEWHERE if part in parts[-5:]), None)
    kind = document.get(("MODEL", "TYPE"))
    if isinstance(kind, str) and kind.casefold() in _OWN_TYPES:
        found = found or kind
    train = document.get(("TRAIN",), {})
    if isinstance(train, Mapping) and "WARMUP_TEACHER_TEMP" in train:
        found = found or "dino"
    if found is not None:
        message = tr(
            "is a config of {} of PaddleViT, whose program has a scheduler of its own that is not known here", found
        )
        raise document.located(NoScheduleError(message, key="TRAIN"), ())


READER = PaddleViTReader()
