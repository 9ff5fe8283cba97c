"""What a data set of images with boxes is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

import numpy as np


@dataclass(frozen=True)
class BoxedImage:
    """An image and the objects on it.

    Args:
        image: uint8 or float32, shape ``[height, width, 3]``.
        boxes: float32, shape ``[n, 4]``: left, top, right, bottom in pixels; the right and bottom edges are outside.
        labels: int64, shape ``[n]``, from 0.
    """

    image: np.ndarray
    boxes: np.ndarray
    labels: np.ndarray


@dataclass(frozen=True)
class Annotation:
    """What an annotation file says of one image.

    Args:
        path: The image file.
        image_id: Number of the image in the ground truth.
        height: Of the image; pixels.
        width: Of the image; pixels.
        boxes: As in `BoxedImage`; whole boxes only, crowds and difficult objects left out.
        labels: As in `BoxedImage`.
    """

    path: str
    image_id: int
    height: int
    width: int
    boxes: np.ndarray = field(default_factory=lambda: no_boxes())
    labels: np.ndarray = field(default_factory=lambda: np.zeros(0, np.int64))


class BoxDataset(Protocol):
    """Images with boxes by index; no Paddle needed.

    Attributes:
        names: Names of the classes, by label.
        category_ids: Numbers of the classes in the ground truth, by label.
        annotations: What is known of each image without reading it.
        max_unreadable: Image files that may be unreadable before that is an error.
        metric: What this data set is customarily judged by: ``AP`` or ``AP50``.
    """

    metric: str
    names: list[str]
    category_ids: list[int]
    annotations: Sequence[Annotation]
    max_unreadable: int

    def __len__(self) -> int:
        """Number of images."""

    def __getitem__(self, index: int) -> BoxedImage:
        """Reads an image; a DataError when its file cannot be used."""

    def ground_truth(self) -> dict[str, Any]:
        """The annotations in COCO's format, crowds included."""


def no_boxes() -> np.ndarray:
    """An array of no boxes."""
    return np.zeros((0, 4), np.float32)


def clipped(boxes: np.ndarray, height: float, width: float) -> np.ndarray:
    """Boxes cut at the borders of an image.

    Example:
        >>> clipped(np.array([[-5.0, 2.0, 30.0, 8.0]]), height=10, width=20).tolist()
        [[0.0, 2.0, 20.0, 8.0]]
    """
    limits = np.array([width, height, width, height], dtype=boxes.dtype)
    return np.minimum(np.maximum(boxes, 0), limits)


def has_area(boxes: np.ndarray, least: float = 1e-5) -> np.ndarray:
    """Which boxes are wider and higher than ``least`` pixels, shape ``[n]``."""
    return np.logical_and(boxes[:, 2] - boxes[:, 0] > least, boxes[:, 3] - boxes[:, 1] > least)
