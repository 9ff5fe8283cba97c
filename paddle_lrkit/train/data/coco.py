"""Images with boxes in the format of the COCO data set."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import numpy as np

from paddle_lrkit.errors import DataError, shown
from paddle_lrkit.train.data.box_files import BoxFiles, as_boxes
from paddle_lrkit.train.data.boxed import Annotation

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
        names = dict(sorted(_each(self.file, content, "categories", lambda one: (int(one["id"]), str(one["name"])))))
        labels = {category: label for label, category in enumerate(names)}
        super().__init__(
            self.file,
            list(names.values()),
            list(names),
            _annotations(self.file, content, os.path.join(dataset_dir, image_dir), labels),
            allow_empty=allow_empty,
            max_unreadable=max_unreadable,
        )

    def ground_truth(self) -> dict[str, Any]:
        """The JSON file's content, with what the evaluation needs filled in."""
        content = _read(self.file)
        wanted = {annotation.image_id for annotation in self.annotations}
        content["images"] = [image for image in content["images"] if image["id"] in wanted]
        content["annotations"] = [
            {"iscrowd": 0, "area": one["bbox"][2] * one["bbox"][3], **one, "id": number}
            for number, one in enumerate(content["annotations"], start=1)
            if one["image_id"] in wanted
        ]
        return content


def _read(file: str) -> dict[str, Any]:
    try:
        with open(file, encoding="utf-8") as stream:
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
        except (TypeError, ValueError, AttributeError) as error:
            raise DataError(f"{file}: {part}[{number}] is not as in COCO ({error}): {shown(entry)}") from None
    return found


def _annotations(file: str, content: dict[str, Any], folder: str, labels: dict[int, int]) -> list[Annotation]:
    images = _each(file, content, "images", lambda one: _image(one, folder))
    known = {image.image_id for image in images}
    boxes: dict[int, list[list[float]]] = {image_id: [] for image_id in known}
    classes: dict[int, list[int]] = {image_id: [] for image_id in known}
    for image_id, category, box, crowd in _each(file, content, "annotations", _object):
        if image_id not in known:
            raise DataError(f"{file}: an annotation is of the image {image_id}, which the file does not have")
        if category not in labels:
            raise DataError(f"{file}: an annotation is of the category {category}, which the file does not have")
        if not crowd:
            boxes[image_id].append(box)
            classes[image_id].append(labels[category])
    return [
        Annotation(
            image.path,
            image.image_id,
            image.height,
            image.width,
            as_boxes(boxes[image.image_id]),
            np.array(classes[image.image_id], np.int64),
        )
        for image in images
    ]


def _image(entry: Mapping[str, Any], folder: str) -> Annotation:
    height, width = int(entry["height"]), int(entry["width"])
    if height < 1 or width < 1:
        raise ValueError("an image has no area")
    return Annotation(os.path.join(folder, str(entry["file_name"])), int(entry["id"]), height, width)


def _object(entry: Mapping[str, Any]) -> tuple[int, int, list[float], bool]:
    left, top, width, height = (float(number) for number in entry["bbox"])
    if not np.isfinite([left, top, width, height]).all():
        raise ValueError("a number of the box is not finite")
    box = [left, top, left + width, top + height]
    return int(entry["image_id"]), int(entry["category_id"]), box, bool(entry.get("iscrowd", 0))
