"""The part that data sets of image files with boxes share."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence

import numpy as np

from paddle_lrkit.errors import DataError, check_integer
from paddle_lrkit.train.data.boxes.dataset import Annotation, BoxedImage, clipped, has_area
from paddle_lrkit.train.data.images.image_file import read_image

_LOG = logging.getLogger(__name__)


class BoxFiles:
    """Image files whose boxes are known.

    Args:
        source: The annotation file, for messages.
        names: Names of the classes, by label.
        category_ids: Numbers of the classes in the ground truth, by label.
        annotations: The images.
        allow_empty: Whether images without boxes are kept.
        max_unreadable: Image files that may be unreadable before that is an error.

    Raises:
        DataError: No image is left, or image files are missing.
    """

    metric = "AP"

    def __init__(
        self,
        source: str,
        names: list[str],
        category_ids: list[int],
        annotations: Sequence[Annotation],
        *,
        allow_empty: bool,
        max_unreadable: int,
    ) -> None:
        self.source = source
        self.names = names
        self.category_ids = category_ids
        self.max_unreadable = check_integer("max_unreadable", max_unreadable, at_least=0)
        whole = _without_degenerate(source, annotations)
        self.annotations = [one for one in whole if allow_empty or len(one.labels)]
        if not self.annotations:
            raise DataError(f"{source}: no image{' with a box' if whole else ''} is in it")
        _check_files(source, self.annotations)

    @property
    def num_classes(self) -> int:
        """Number of classes, background not counted."""
        return len(self.names)

    @property
    def paths(self) -> list[str]:
        """The image files."""
        return [annotation.path for annotation in self.annotations]

    def __len__(self) -> int:
        return len(self.annotations)

    def __getitem__(self, index: int) -> BoxedImage:
        annotation = self.annotations[index]
        image = read_image(annotation.path)
        if image.shape[:2] != (annotation.height, annotation.width):
            raise DataError(
                f"{annotation.path}: the image is {image.shape[1]} x {image.shape[0]} pixels, its annotation says "
                f"{annotation.width} x {annotation.height}"
            )
        return BoxedImage(image, annotation.boxes, annotation.labels)


def _without_degenerate(source: str, annotations: Sequence[Annotation]) -> list[Annotation]:
    """The annotations with their boxes cut at the borders, and without boxes of which nothing is left."""
    whole = []
    dropped = 0
    for one in annotations:
        boxes = clipped(one.boxes, one.height, one.width)
        kept = has_area(boxes)
        dropped += int(len(kept) - kept.sum())
        whole.append(Annotation(one.path, one.image_id, one.height, one.width, boxes[kept], one.labels[kept]))
    if dropped:
        _LOG.warning("%s: %d boxes have no area inside their image and are not trained on", source, dropped)
    return whole


def _check_files(source: str, annotations: Sequence[Annotation]) -> None:
    missing = [one.path for one in annotations if not os.path.isfile(one.path)]
    if missing:
        raise DataError(
            f"{source}: {len(missing)} of the {len(annotations)} image files that it names are missing, such as "
            f"{missing[0]}"
        )


def as_boxes(rows: Sequence[Sequence[float]]) -> np.ndarray:
    """float32 boxes of shape ``[n, 4]``, also for no rows."""
    return np.array(rows, dtype=np.float32).reshape(-1, 4)
