"""Images with boxes in the format of the COCO data set."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from paddle_lrkit.config.file_paths import HERE, FilePath
from paddle_lrkit.errors import DataError, os_reason, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.runs.json_file import json_reason
from paddle_lrkit.suites.lrkit.data_folder import DataFolder
from paddle_lrkit.train.data.boxes.dataset import DetectionDataset, ImageAnnotation, as_boxes, check_size

T = TypeVar("T")
_LISTS = ("images", "annotations", "categories")


class Coco(DetectionDataset):
    """A COCO JSON file and the images that it names.

    Labels follow the order of the category numbers. Crowds (``iscrowd: 1``) are not used for training; the evaluation
    treats them as COCO does.

    Args:
        anno_path: The JSON file, relative to ``dataset_dir``.
        image_dir: Folder of the images, relative to ``dataset_dir``.
        dataset_dir: Folder of the data set.
        allow_empty: Whether to keep images without boxes; set it for evaluation.
        max_unreadable: Largest number of unreadable image files; each is reported in a warning.
        allow_outside: Whether the file may name images outside ``image_dir``.

    Raises:
        DataError: The JSON file is not valid COCO, or image files are missing or outside ``image_dir``.

    Reference: T.-Y. Lin et al., Microsoft COCO: Common Objects in Context, 2014.
    """

    def __init__(
        self,
        anno_path: str,
        image_dir: str = "",
        dataset_dir: FilePath = HERE,
        allow_empty: bool = False,
        max_unreadable: int = 10,
        allow_outside: bool = False,
    ) -> None:
        self.file = os.path.join(dataset_dir, anno_path)
        content = _read(self.file)
        names = _names(self.file, content)
        super().__init__(
            self.file,
            list(names.values()),
            list(names),
            _annotations(
                self.file, content, DataFolder(os.path.join(dataset_dir, image_dir), allow_outside), list(names)
            ),
            allow_empty=allow_empty,
            max_unreadable=max_unreadable,
        )

    def _objects(self) -> Iterable[dict[str, Any]]:
        used = {annotation.image_id for annotation in self.annotations}
        objects = _parse_each(self.file, _read(self.file), "annotations", _object)
        return (one for one in objects if one["image_id"] in used)


def _read(file: str) -> dict[str, Any]:
    try:
        with open(file, encoding="utf-8-sig") as stream:
            content = json.load(stream)
    except OSError as error:
        raise DataError(tr("{}: the annotation file cannot be read: {}", file, os_reason(error))) from None
    except (ValueError, RecursionError) as error:
        raise DataError(tr("{}: not valid JSON: {}", file, json_reason(error))) from None
    if not isinstance(content, dict) or not all(isinstance(content.get(part), list) for part in _LISTS):
        raise DataError(tr("{}: not a COCO annotation file; it must have the lists {}", file, tr(", ").join(_LISTS)))
    return content


def _parse_each(file: str, content: Mapping[str, Any], part: str, parse: Callable[[Any], T]) -> list[T]:
    parsed = []
    for number, entry in enumerate(content[part]):
        try:
            parsed.append(parse(entry))
        except KeyError as error:
            raise DataError(
                tr("{}: {}[{}] lacks the key {!r}: {}", file, part, number, error.args[0], shown(entry))
            ) from None
        except (TypeError, ValueError, OverflowError, AttributeError) as error:
            raise DataError(
                tr("{}: {}[{}] is not valid COCO ({}): {}", file, part, number, error, shown(entry))
            ) from None
    return parsed


def _names(file: str, content: Mapping[str, Any]) -> dict[int, str]:
    """Category number -> name, in the order of the numbers."""
    pairs = _parse_each(file, content, "categories", lambda one: (int(one["id"]), str(one["name"])))
    if not pairs:
        raise DataError(tr("{}: the file has no category", file))
    _check_unique(file, tr("category"), [number for number, _ in pairs])
    return dict(sorted(pairs))


def _check_unique(file: str, kind: str, numbers: Sequence[int]) -> None:
    if len(set(numbers)) < len(numbers):
        repeated = next(number for number, count in Counter(numbers).items() if count > 1)
        raise DataError(tr("{}: the {} {} occurs twice", file, kind, repeated))


def _annotations(
    file: str, content: Mapping[str, Any], folder: DataFolder, category_ids: Sequence[int]
) -> list[ImageAnnotation]:
    images = _parse_each(file, content, "images", lambda one: _image(one, folder, file))
    _check_unique(file, tr("image"), [image.image_id for image in images])
    labels = {category: label for label, category in enumerate(category_ids)}
    boxes: dict[int, list[list[float]]] = {image.image_id: [] for image in images}
    classes: dict[int, list[int]] = {image.image_id: [] for image in images}
    for one in _parse_each(file, content, "annotations", _object):
        for kind, known in (("image", boxes), ("category", labels)):
            number = one[f"{kind}_id"]
            if number not in known:
                what = tr("image") if kind == "image" else tr("category")
                raise DataError(
                    tr("{}: an annotation refers to the {} {}, which the file does not have", file, what, number)
                )
        if not one["iscrowd"]:
            left, top, width, height = one["bbox"]
            boxes[one["image_id"]].append([left, top, left + width, top + height])
            classes[one["image_id"]].append(labels[one["category_id"]])
    return [
        replace(image, boxes=as_boxes(boxes[image.image_id]), labels=np.array(classes[image.image_id], dtype=np.int64))
        for image in images
    ]


def _image(entry: Mapping[str, Any], folder: DataFolder, file: str) -> ImageAnnotation:
    height, width = int(entry["height"]), int(entry["width"])
    check_size(width, height)
    return ImageAnnotation(folder.file(str(entry["file_name"]), file), int(entry["id"]), height, width)


def _object(entry: Mapping[str, Any]) -> dict[str, Any]:
    box = [float(number) for number in entry["bbox"]]
    if len(box) != 4:
        raise ValueError(tr("bbox must be left, top, width and height, got {} numbers", len(box)))
    area = float(entry.get("area", box[2] * box[3]))
    if not all(map(math.isfinite, [*box, area])):
        raise ValueError(tr("a number of the box is not finite"))
    return {
        "image_id": int(entry["image_id"]),
        "category_id": int(entry["category_id"]),
        "bbox": box,
        "area": area,
        "iscrowd": int(entry.get("iscrowd", 0)),
    }
