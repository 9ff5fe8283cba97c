"""Images with boxes in the format of Pascal VOC."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

import numpy as np

from paddle_lrkit.config.file_paths import HERE, FilePath
from paddle_lrkit.errors import ConfigError, DataError, did_you_mean, os_reason
from paddle_lrkit.messages import tr
from paddle_lrkit.suites.lrkit.data_folder import DataFolder
from paddle_lrkit.suites.voc_file import voc_root
from paddle_lrkit.train.data.boxes.dataset import DetectionDataset, ImageAnnotation, as_boxes, check_size, coco_box
from paddle_lrkit.train.data.utf8 import read_utf8

NAMES = (
    "aeroplane bicycle bird boat bottle bus car cat chair cow diningtable dog horse motorbike person pottedplant sheep "
    "sofa train tvmonitor"
)
"""The classes of Pascal VOC 2007 and 2012, in order."""


@dataclass(frozen=True)
class _VocObject:
    label: int
    box: tuple[float, float, float, float]
    difficult: bool


class Voc(DetectionDataset):
    """Pascal VOC: an XML file for each image, and a list of the files.

    VOC counts pixels from 1 and its boxes include the last pixel, so a box is ``xmin - 1, ymin - 1, xmax, ymax``.
    Difficult objects are not used for training; the evaluation ignores them, as COCO ignores crowds.

    Args:
        anno_path: The list, relative to ``dataset_dir``. Each line has an image file and an XML file, or a name for
            ``JPEGImages/NAME.jpg`` and ``Annotations/NAME.xml``.
        dataset_dir: Folder of the data set.
        label_list: File with one class name per line, relative to ``dataset_dir``; by default VOC's 20 classes.
        allow_empty: Whether to keep images without boxes; set it for evaluation.
        max_unreadable: Largest number of unreadable image files; each is reported in a warning.
        allow_outside: Whether the list may name files outside ``dataset_dir``.

    Raises:
        ConfigError: ``label_list`` names a class twice.
        DataError: A file is missing, invalid or outside ``dataset_dir``.

    Reference: M. Everingham et al., The Pascal Visual Object Classes Challenge, 2010.
    """

    metric = "AP50"

    def __init__(
        self,
        anno_path: str,
        dataset_dir: FilePath = HERE,
        label_list: str | None = None,
        allow_empty: bool = False,
        max_unreadable: int = 10,
        allow_outside: bool = False,
    ) -> None:
        listing = os.path.join(dataset_dir, anno_path)
        names = _lines(os.path.join(dataset_dir, label_list)) if label_list else NAMES.split()
        if len(set(names)) != len(names):
            raise ConfigError(tr("names a class twice"), key="label_list")
        folder = DataFolder(dataset_dir, allow_outside)
        pairs = [_pair(listing, line, folder) for line in _lines(listing)]
        read = [_read(image, xml, number, names) for number, (image, xml) in enumerate(pairs, start=1)]
        self._by_image = {annotation.image_id: objects for annotation, objects in read}
        super().__init__(
            listing,
            names,
            list(range(1, len(names) + 1)),
            [annotation for annotation, _ in read],
            allow_empty=allow_empty,
            max_unreadable=max_unreadable,
        )

    def _objects(self) -> Iterable[dict[str, Any]]:
        for image in self.annotations:
            for one in self._by_image[image.image_id]:
                category = {"image_id": image.image_id, "category_id": one.label + 1}
                yield {**category, **coco_box(one.box), "iscrowd": int(one.difficult)}


def _lines(file: str) -> list[str]:
    return [line.strip() for line in read_utf8(file, tr("the list")).split("\n") if line.strip()]


def _pair(listing: str, line: str, folder: DataFolder) -> tuple[str, str]:
    parts = line.split()
    if len(parts) > 2:
        raise DataError(tr("{}: a line must have a name, or an image file and an XML file, got {!r}", listing, line))
    if len(parts) == 1:
        parts = [f"JPEGImages/{line}.jpg", f"Annotations/{line}.xml"]
    return folder.file(parts[0], listing), folder.file(parts[1], listing)


def _read(image: str, xml: str, number: int, names: list[str]) -> tuple[ImageAnnotation, list[_VocObject]]:
    try:
        root = voc_root(xml)
        height, width = (int(float(_text(root, f"size/{side}"))) for side in ("height", "width"))
        check_size(width, height)
        objects = [_object(element, names) for element in root.iter("object")]
    except OSError as error:
        raise DataError(tr("{}: the annotation file cannot be read: {}", xml, os_reason(error))) from None
    except (ValueError, OverflowError) as error:
        raise DataError(tr("{}: not a VOC annotation: {}", xml, error)) from None
    easy = [one for one in objects if not one.difficult]
    boxes, labels = as_boxes([one.box for one in easy]), np.array([one.label for one in easy], np.int64)
    return ImageAnnotation(image, number, height, width, boxes, labels), objects


def _object(element: Element, names: list[str]) -> _VocObject:
    name = _text(element, "name")
    if name not in names:
        raise ValueError(tr("unknown class {!r}{}", name, did_you_mean(name, names)))
    left, top, right, bottom = (float(_text(element, f"bndbox/{side}")) for side in ("xmin", "ymin", "xmax", "ymax"))
    if not np.isfinite([left, top, right, bottom]).all():
        raise ValueError(tr("a number of a box is not finite"))
    difficult = element.findtext("difficult", "0").strip() == "1"
    return _VocObject(names.index(name), (left - 1, top - 1, right, bottom), difficult)


def _text(element: Element, path: str) -> str:
    text = element.findtext(path)
    if text is None:
        raise ValueError(tr("<{}> has no <{}>", element.tag, path))
    return text.strip()
