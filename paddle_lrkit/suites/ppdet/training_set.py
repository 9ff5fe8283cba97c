"""The training set of a PaddleDetection config."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from paddle_lrkit.config.document import Document
from paddle_lrkit.config.yaml11 import Tagged
from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.training_set import TrainingSet, Version, coco_images, version_of

_LEAST_SIDE = 1e-5
_FORMATS = ("COCODataSet", "VOCDataSet")


def training_set(document: Document) -> TrainingSet | None:
    """The images of ``TrainDataset`` that PaddleDetection trains with; None for a data set of another format.

    Images without an object are left out, or with ``allow_empty`` sampled by ``empty_ratio``; so are images whose file
    is missing. ``repeat`` multiplies the number.

    Raises:
        DataError: The annotations cannot be read, or no image is on this machine.
    """
    name, given = _named(document.data.get("TrainDataset"))
    file = given.get("anno_path")
    if name not in _FORMATS or not isinstance(file, str) or given.get("sample_num", -1) != -1:
        return None
    folder = str(given.get("dataset_dir") or "")
    file, images = os.path.join(folder, file), os.path.join(folder, str(given.get("image_dir") or ""))
    if name == "COCODataSet":
        filled, empty = coco_images(file, images, _any_object if given.get("load_crowd") else _object)
    else:
        filled, empty = _voc_images(file, images, version_of(file))
    kept = _kept(filled, empty, given.get("empty_ratio", 1.0)) if given.get("allow_empty") else 0
    repeat = given.get("repeat", 1)
    return TrainingSet((filled + kept) * (repeat if isinstance(repeat, int) else 1), file)


def _named(entry: Any) -> tuple[Any, Mapping[str, Any]]:
    """Class and arguments of ``!Class {..}``, ``{name: Class, ..}`` or ``{__tag__: Class, ..}``."""
    if isinstance(entry, Tagged):
        return entry.name, entry.value if isinstance(entry.value, Mapping) else {}
    if isinstance(entry, Mapping):
        return entry.get("name", entry.get("__tag__")), entry
    return None, {}


def _any_object(image: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    if one.get("ignore") or not any(one.get("bbox", ())):
        return False
    return bool(one["area"] > 0 and one["bbox"][2] > _LEAST_SIDE and one["bbox"][3] > _LEAST_SIDE)


def _object(image: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    return not one.get("iscrowd") and _any_object(image, one)


def _kept(filled: int, empty: int, ratio: Any) -> int:
    """How many images without an object are used."""
    if not isinstance(ratio, (int, float)) or not 0 <= ratio < 1:
        return empty
    return min(int(filled * ratio / (1 - ratio)), empty)


@lru_cache(maxsize=64)
def _voc_images(file: str, folder: str, version: Version) -> tuple[int, int]:
    found = list(_has_objects(file, folder))
    if not found:
        raise DataError(tr("the images of {} are not on this machine", file))
    return sum(found), len(found) - sum(found)


def _has_objects(file: str, folder: str) -> Iterator[bool]:
    """Whether an image has an object, for each image that is on this machine."""
    from paddle_lrkit.suites.voc_file import voc_root

    with open(file, encoding="utf-8", errors="replace") as stream:
        for line in stream:
            image, annotation = [os.path.join(folder, name) for name in [*line.split(), "", ""][:2]]
            if os.path.isfile(image) and os.path.isfile(annotation):
                try:
                    yield voc_root(annotation).find("object") is not None
                except ValueError:
                    raise DataError(tr("{} is not an annotation file in VOC's format", annotation)) from None
