"""Images with boxes in the format of the COCO data set."""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

import numpy as np

from paddle_lrkit.errors import DataError, shown
from paddle_lrkit.train.data.boxes.dataset import Annotation
from paddle_lrkit.train.data.boxes.files import BoxFiles, as_boxes

T = TypeVar("T")


class Coco(BoxFiles):
    """A COCO JSON file and the images that it names.

    Labels follow the order of the category numbers. Crowds (``iscrowd: 1``) are not trained on; evaluation treats
    them as COCO does.

    Args:
        anno_path: The JSON file, relative to ``dataset_dir``.
        image_dir: Folder of the images, relative to ``dataset_dir``.
        dataset_dir: Folder that the other two are in.
        allow_empty: Whether images without boxes are kept; evaluation should.
        max_unreadable: Image files that may be unreadable, each named in a warning, before that is an error.

    Raises:
        DataError: The JSON file is not what it should be, or names missing files.

    Reference: T.-Y. Lin et al., Microsoft COCO: Common Objects in Context, 2014.
    """

    def __init__(
        self,
        anno_path: str,
        image_dir: str = "",
        dataset_dir: str = "",
        allow_empty: bool = False,
        max_unreadable: int = 10,
    ) -> None:
        self.file = os.path.join(dataset_dir, anno_path)
        content = _read(self.file)
        names = _names(self.file, content)
        super().__init__(
            self.file,
            list(names.values()),
            list(names),
            _annotations(self.file, content, os.path.join(dataset_dir, image_dir), list(names)),
            allow_empty=allow_empty,
            max_unreadable=max_unreadable,
        )

    def ground_truth(self) -> dict[str, Any]:
        """The JSON file's images, categories and boxes, with what the evaluation needs filled in."""
        wanted = {annotation.image_id for annotation in self.annotations}
        objects = _each(self.file, _read(self.file), "annotations", _object)
        found = [one for one in objects if one["image_id"] in wanted]
        return {
            "images": [{"id": one.image_id, "height": one.height, "width": one.width} for one in self.annotations],
            "categories": [
                {"id": number, "name": name} for number, name in zip(self.category_ids, self.names, strict=True)
            ],
            "annotations": [{"id": number, **one} for number, one in enumerate(found, start=1)],
        }


def _read(file: str) -> dict[str, Any]:
    try:
        with open(file, encoding="utf-8-sig") as stream:
            content = json.load(stream)
    except OSError as error:
        raise DataError(f"{file}: the annotation file cannot be read: {error.strerror}") from None
    except (ValueError, RecursionError) as error:
        raise DataError(f"{file}: not valid JSON: {error}") from None
    parts = ("images", "annotations", "categories")
    for part in parts:
        if not isinstance(content, dict) or not isinstance(content.get(part), list):
            raise DataError(f"{file}: no COCO annotation file; it must have the lists {', '.join(parts)}")
    return content


def _each(file: str, content: Mapping[str, Any], part: str, read: Callable[[Any], T]) -> list[T]:
    found = []
    for number, entry in enumerate(content[part]):
        try:
            found.append(read(entry))
        except KeyError as error:
            raise DataError(f"{file}: {part}[{number}] lacks the key {error.args[0]!r}: {shown(entry)}") from None
        except (TypeError, ValueError, OverflowError, AttributeError) as error:
            raise DataError(f"{file}: {part}[{number}] is not as in COCO ({error}): {shown(entry)}") from None
    return found


def _names(file: str, content: Mapping[str, Any]) -> dict[int, str]:
    """The name of each category, in the order of their numbers."""
    pairs = _each(file, content, "categories", lambda one: (int(one["id"]), str(one["name"])))
    if not pairs:
        raise DataError(f"{file}: no category is in it")
    _check_once(file, "category", [number for number, _ in pairs])
    return dict(sorted(pairs))


def _check_once(file: str, what: str, numbers: Sequence[int]) -> None:
    if len(set(numbers)) < len(numbers):
        twice = next(number for number, times in Counter(numbers).items() if times > 1)
        raise DataError(f"{file}: the {what} {twice} is in it twice")


def _annotations(file: str, content: Mapping[str, Any], folder: str, category_ids: Sequence[int]) -> list[Annotation]:
    images = _each(file, content, "images", lambda one: _image(one, folder))
    _check_once(file, "image", [image.image_id for image in images])
    labels = {category: label for label, category in enumerate(category_ids)}
    boxes: dict[int, list[list[float]]] = {image.image_id: [] for image in images}
    classes: dict[int, list[int]] = {image.image_id: [] for image in images}
    for one in _each(file, content, "annotations", _object):
        for what, known in (("image", boxes), ("category", labels)):
            number = one[f"{what}_id"]
            if number not in known:
                raise DataError(f"{file}: an annotation is of the {what} {number}, which the file does not have")
        if not one["iscrowd"]:
            boxes[one["image_id"]].append(_corners(one["bbox"]))
            classes[one["image_id"]].append(labels[one["category_id"]])
    return [
        replace(image, boxes=as_boxes(boxes[image.image_id]), labels=np.array(classes[image.image_id], dtype=np.int64))
        for image in images
    ]


def _corners(box: Sequence[float]) -> list[float]:
    left, top, width, height = box
    return [left, top, left + width, top + height]


def _image(entry: Mapping[str, Any], folder: str) -> Annotation:
    height, width = int(entry["height"]), int(entry["width"])
    if height < 1 or width < 1:
        raise ValueError("an image has no area")
    return Annotation(os.path.join(folder, str(entry["file_name"])), int(entry["id"]), height, width)


def _object(entry: Mapping[str, Any]) -> dict[str, Any]:
    box = [float(number) for number in entry["bbox"]]
    if len(box) != 4:
        raise ValueError(f"bbox must be left, top, width and height, got {len(box)} numbers")
    area = float(entry.get("area", box[2] * box[3]))
    if not all(map(math.isfinite, [*box, area])):
        raise ValueError("a number of the box is not finite")
    return {
        "image_id": int(entry["image_id"]),
        "category_id": int(entry["category_id"]),
        "bbox": box,
        "area": area,
        "iscrowd": int(entry.get("iscrowd", 0)),
    }
