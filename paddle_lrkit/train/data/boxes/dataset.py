"""Image files with annotated boxes."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from paddle_lrkit.errors import DataError, check_integer, shown
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.images.decode import read_image

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class DetectionSample:
    """An image and its objects.

    Args:
        image: uint8 or float32, shape ``[height, width, 3]``.
        boxes: float32, shape ``[n, 4]``: left, top, right, bottom in pixels; right and bottom are exclusive.
        labels: int64, shape ``[n]``, 0-based classes.
    """

    image: np.ndarray
    boxes: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class ImageAnnotation:
    """The annotation of one image.

    Args:
        path: The image file.
        image_id: Number of the image in the ground truth.
        height: Height of the image in pixels.
        width: Width of the image in pixels.
        boxes: As in `DetectionSample`, without crowds and difficult objects.
        labels: As in `DetectionSample`.
    """

    path: str
    image_id: int
    height: int
    width: int
    boxes: np.ndarray = field(default_factory=lambda: as_boxes([]))
    labels: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))


class DetectionDataset:
    """Image files with annotated boxes, by index; subclasses read the annotations of one format.

    Args:
        source: The annotation file, for messages.
        names: Names of the classes, by label.
        category_ids: Numbers of the classes in the ground truth, by label.
        annotations: The images.
        allow_empty: Whether to keep images without boxes.
        max_unreadable: Largest number of unreadable image files.

    Attributes:
        metric: The metric that is customary for this data set: ``AP`` or ``AP50``.

    Raises:
        DataError: No image is left, or image files are missing.
    """

    metric = "AP"

    def __init__(
        self,
        source: str,
        names: list[str],
        category_ids: list[int],
        annotations: Sequence[ImageAnnotation],
        *,
        allow_empty: bool,
        max_unreadable: int,
    ) -> None:
        self.source = source
        self.names = names
        self.category_ids = category_ids
        self.max_unreadable = check_integer("max_unreadable", max_unreadable, at_least=0)
        valid = _without_degenerate(source, annotations)
        self.annotations = [one for one in valid if allow_empty or len(one.labels)]
        if not self.annotations:
            raise DataError(
                tr("{}: the file has no image with a box", source) if valid else tr("{}: the file has no image", source)
            )
        missing = [path for path in self.paths if not os.path.isfile(path)]
        if missing:
            raise DataError(
                tr(
                    "{}: {} of the {} image files that it names are missing, such as {}",
                    source,
                    len(missing),
                    len(self),
                    missing[0],
                )
            )

    @property
    def num_classes(self) -> int:
        """Number of classes, without the background."""
        return len(self.names)

    @property
    def paths(self) -> list[str]:
        """The image files."""
        return [annotation.path for annotation in self.annotations]

    def __len__(self) -> int:
        return len(self.annotations)

    def __getitem__(self, index: int) -> DetectionSample:
        annotation = self.annotations[index]
        image = read_image(annotation.path)
        if image.shape[:2] != (annotation.height, annotation.width):
            raise DataError(
                tr(
                    "{}: the image is {} x {} pixels, its annotation says {} x {}",
                    annotation.path,
                    image.shape[1],
                    image.shape[0],
                    annotation.width,
                    annotation.height,
                )
            )
        return DetectionSample(image, annotation.boxes, annotation.labels)

    def ground_truth(self) -> dict[str, Any]:
        """Images, categories and all objects, crowds included, in COCO's format."""
        categories = zip(self.category_ids, self.names, strict=True)
        return {
            "images": [{"id": one.image_id, "height": one.height, "width": one.width} for one in self.annotations],
            "categories": [{"id": number, "name": name} for number, name in categories],
            "annotations": [{"id": number, **one} for number, one in enumerate(self._objects(), start=1)],
        }

    def _objects(self) -> Iterable[dict[str, Any]]:
        """The objects of all images as COCO's annotations without ``id``."""
        raise NotImplementedError


def _without_degenerate(source: str, annotations: Sequence[ImageAnnotation]) -> list[ImageAnnotation]:
    """The annotations with boxes clipped to the image, without boxes that have no area left."""
    valid = []
    dropped = 0
    for one in annotations:
        boxes = clip_boxes(one.boxes, one.height, one.width)
        kept = has_area(boxes)
        dropped += int(len(kept) - kept.sum())
        valid.append(replace(one, boxes=boxes[kept], labels=one.labels[kept]))
    if dropped:
        _LOG.warning(tr("%s: %d boxes have no area inside their image and are not used for training"), source, dropped)
    return valid


def check_size(width: int, height: int) -> None:
    """Raises a ValueError if an image has no area or more pixels than an image file can have."""
    if height < 1 or width < 1:
        raise ValueError(tr("the image has no area, its size is {} x {}", shown(width), shown(height)))
    if max(height, width) >= 2**31:
        raise ValueError(tr("the image is too large, its size is {} x {}", shown(width), shown(height)))


def as_boxes(rows: Sequence[Sequence[float]]) -> np.ndarray:
    """float32 boxes of shape ``[n, 4]``, also for ``n = 0``."""
    return np.array(rows, dtype=np.float32).reshape(-1, 4)


def coco_box(box: Sequence[float]) -> dict[str, Any]:
    """``bbox`` (left, top, width, height) and ``area`` of a COCO annotation.

    Args:
        box: Left, top, right, bottom in pixels.

    Example:
        >>> coco_box([1, 2, 4, 8])
        {'bbox': [1, 2, 3, 6], 'area': 18}
    """
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    return {"bbox": [left, top, width, height], "area": width * height}


def clip_boxes(boxes: np.ndarray, height: float, width: float) -> np.ndarray:
    """Boxes ``[n, 4]`` clipped to an image of ``height`` x ``width`` pixels.

    Example:
        >>> clip_boxes(np.array([[-5.0, 2.0, 30.0, 8.0]]), height=10, width=20).tolist()
        [[0.0, 2.0, 20.0, 8.0]]
    """
    limits = np.array([width, height, width, height], dtype=boxes.dtype)
    return np.minimum(np.maximum(boxes, 0), limits)


def has_area(boxes: np.ndarray, min_side: float = 1e-5) -> np.ndarray:
    """Whether each box ``[n, 4]`` is wider and higher than ``min_side`` pixels, shape ``[n]``."""
    return np.logical_and(boxes[:, 2] - boxes[:, 0] > min_side, boxes[:, 3] - boxes[:, 1] > min_side)
