"""Images with boxes in the format of Pascal VOC."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree

import numpy as np

from paddle_lrkit.errors import ConfigError, DataError, did_you_mean
from paddle_lrkit.train.data.boxes.dataset import Annotation
from paddle_lrkit.train.data.boxes.files import BoxFiles, as_boxes

NAMES = (
    "aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person pottedplant sheep "
    "sofa train tvmonitor"
)
"""The classes of Pascal VOC 2007 and 2012, in their order."""


@dataclass(frozen=True)
class _Object:
    label: int
    box: tuple[float, float, float, float]
    difficult: bool


class Voc(BoxFiles):
    """Pascal VOC: an XML file for each image, and a list of them.

    VOC counts pixels from 1 and its boxes include their last pixel: ``xmin - 1, ymin - 1, xmax, ymax`` is the box.
    Difficult objects are not trained on; in evaluation they are ignored, as COCO ignores crowds.

    Args:
        anno_path: The list, relative to ``dataset_dir``: an image file and an XML file a line, or a name a line (then
            ``JPEGImages/NAME.jpg`` and ``Annotations/NAME.xml``).
        dataset_dir: Folder that all files are relative to.
        label_list: File with a class name a line, relative to ``dataset_dir``; by default VOC's 20 classes.
        allow_empty: Whether images without boxes are kept; evaluation should.
        max_unreadable: Image files that may be unreadable, each named in a warning, before that is an error.

    Raises:
        DataError: A file is missing or not what it should be.

    Reference: M. Everingham et al., The Pascal Visual Object Classes Challenge, 2010.
    """

    metric = "AP50"

    def __init__(
        self,
        anno_path: str,
        dataset_dir: str = "",
        label_list: str | None = None,
        allow_empty: bool = False,
        max_unreadable: int = 10,
    ) -> None:
        listing = os.path.join(dataset_dir, anno_path)
        names = _lines(os.path.join(dataset_dir, label_list)) if label_list else NAMES.split()
        if len(set(names)) != len(names):
            raise ConfigError("names a class twice", key="label_list")
        pairs = [_pair(listing, line, dataset_dir) for line in _lines(listing)]
        read = [_read(image, xml, number, names) for number, (image, xml) in enumerate(pairs, start=1)]
        self._objects = {annotation.image_id: objects for annotation, objects in read}
        super().__init__(
            listing,
            names,
            list(range(1, len(names) + 1)),
            [annotation for annotation, _ in read],
            allow_empty=allow_empty,
            max_unreadable=max_unreadable,
        )

    def ground_truth(self) -> dict[str, Any]:
        """The annotations in COCO's format; difficult objects are crowds."""
        images = [
            {"id": one.image_id, "height": one.height, "width": one.width, "file_name": one.path}
            for one in self.annotations
        ]
        objects = [(one.image_id, found) for one in self.annotations for found in self._objects[one.image_id]]
        return {
            "images": images,
            "categories": [
                {"id": number, "name": name} for number, name in zip(self.category_ids, self.names, strict=True)
            ],
            "annotations": [
                {"id": number, "image_id": image_id, **_coco(found)}
                for number, (image_id, found) in enumerate(objects, start=1)
            ],
        }


def _coco(found: _Object) -> dict[str, Any]:
    left, top, right, bottom = found.box
    width, height = right - left, bottom - top
    return {
        "category_id": found.label + 1,
        "bbox": [left, top, width, height],
        "area": width * height,
        "iscrowd": int(found.difficult),
    }


def _lines(file: str) -> list[str]:
    try:
        with open(file, encoding="utf-8-sig") as stream:
            return [line.strip() for line in stream if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: the list cannot be read: {error}") from None


def _pair(listing: str, line: str, folder: str) -> tuple[str, str]:
    parts = line.split()
    if len(parts) > 2:
        raise DataError(f"{listing}: a line must hold a name, or an image file and an XML file, got {line!r}")
    if len(parts) == 1:
        parts = [f"JPEGImages/{line}.jpg", f"Annotations/{line}.xml"]
    return os.path.join(folder, parts[0]), os.path.join(folder, parts[1])


def _read(image: str, xml: str, number: int, names: list[str]) -> tuple[Annotation, list[_Object]]:
    try:
        root = ElementTree.parse(xml).getroot()
        height, width = (int(float(_text(root, f"size/{side}"))) for side in ("height", "width"))
        if height < 1 or width < 1:
            raise ValueError(f"the image has no area, its size is {width} x {height}")
        objects = [_object(element, names) for element in root.iter("object")]
    except OSError as error:
        raise DataError(f"{xml}: the annotation file cannot be read: {error.strerror}") from None
    except (ElementTree.ParseError, ValueError, OverflowError) as error:
        raise DataError(f"{xml}: not a VOC annotation: {error}") from None
    whole = [found for found in objects if not found.difficult]
    boxes, labels = as_boxes([found.box for found in whole]), np.array([found.label for found in whole], np.int64)
    return Annotation(image, number, height, width, boxes, labels), objects


def _object(element: ElementTree.Element, names: list[str]) -> _Object:
    name = _text(element, "name")
    if name not in names:
        raise ValueError(f"unknown class {name!r}{did_you_mean(name, names)}")
    left, top, right, bottom = (float(_text(element, f"bndbox/{side}")) for side in ("xmin", "ymin", "xmax", "ymax"))
    if not np.isfinite([left, top, right, bottom]).all():
        raise ValueError("a number of a box is not finite")
    difficult = element.findtext("difficult", "0").strip() == "1"
    return _Object(names.index(name), (left - 1, top - 1, right, bottom), difficult)


def _text(element: ElementTree.Element, path: str) -> str:
    text = element.findtext(path)
    if text is None:
        raise ValueError(f"<{element.tag}> has no <{path}>")
    return text.strip()
