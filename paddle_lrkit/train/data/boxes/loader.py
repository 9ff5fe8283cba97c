"""Batches of images with boxes."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.boxes.dataset import DetectionDataset, DetectionSample, as_boxes
from paddle_lrkit.train.data.boxes.transforms import BoxTransform
from paddle_lrkit.train.data.images.transforms.base import apply
from paddle_lrkit.train.data.loading.sampler import SampleKey

_LOG = logging.getLogger(__name__)
_NO_INDEX = -1


class DetectionBatch(NamedTuple):
    """A batch of ``n`` images with boxes: NumPy arrays in a worker, Paddle tensors in a task.

    Args:
        images: float32, shape ``[n, 3, height, width]``, padded with zeros.
        sizes: Heights and widths before padding, float32, shape ``[n, 2]``.
        boxes: Left, top, right, bottom in pixels, float32, shape ``[n, max_count, 4]``, padded with zeros.
        labels: 0-based classes, int64, shape ``[n, max_count]``, padded with zeros.
        counts: Boxes of each image, int64, shape ``[n]``.
        indices: Indices of the samples in the data set, int64, shape ``[n]``; -1 for an empty image.
        unreadable: -1, then the indices of the unreadable images, int64, shape ``[1 + m]``.
    """

    images: Any
    sizes: Any
    boxes: Any
    labels: Any
    counts: Any
    indices: Any
    unreadable: Any

    def objects(self) -> tuple[list[Any], list[Any]]:
        """Boxes ``[count, 4]`` and labels ``[count]`` of each image, without padding."""
        counts = list(enumerate(self.counts.tolist()))
        return [self.boxes[row, :count] for row, count in counts], [self.labels[row, :count] for row, count in counts]


@dataclass(frozen=True)
class DetectionFetcher:
    """Makes the arrays of a `DetectionBatch`.

    Sample ``(epoch, index)`` draws from ``default_rng([seed, epoch, index])``.

    Args:
        dataset: Images with boxes.
        transforms: Applied in order; the result must be float32.
        seed: Seed of the run, not negative.
        stride: Batches are padded at the right and the bottom to a multiple of this many pixels.
        replace: Whether the next readable image replaces an unreadable one; otherwise an empty image does.

    Raises:
        DataError: From a call, when images are not float32 after the transforms.
    """

    dataset: DetectionDataset
    transforms: Sequence[BoxTransform]
    seed: int = 0
    stride: int = 32
    replace: bool = True

    def __call__(self, keys: list[SampleKey]) -> DetectionBatch:
        unreadable: list[int] = []
        indexed = [self._sample(epoch, index, unreadable) for epoch, index in keys]
        samples = [sample for _, sample in indexed]
        counts = [len(sample.labels) for sample in samples]
        boxes = np.zeros((len(samples), max(1, *counts), 4), np.float32)
        labels = np.zeros(boxes.shape[:2], np.int64)
        for row, (sample, count) in enumerate(zip(samples, counts, strict=True)):
            boxes[row, :count] = sample.boxes
            labels[row, :count] = sample.labels
        return DetectionBatch(
            images=padded_images([sample.image for sample in samples], self.stride),
            sizes=np.array([sample.image.shape[:2] for sample in samples], np.float32),
            boxes=boxes,
            labels=labels,
            counts=np.array(counts, np.int64),
            indices=np.array([index for index, _ in indexed], np.int64),
            unreadable=np.array([_NO_INDEX, *unreadable], np.int64),
        )

    def _sample(self, epoch: int, index: int, unreadable: list[int]) -> tuple[int, DetectionSample]:
        for offset in range(self.dataset.max_unreadable + 1 if self.replace else 1):
            chosen = (index + offset) % len(self.dataset)
            try:
                sample = self.dataset[chosen]
            except DataError:
                unreadable.append(chosen)
                continue
            return chosen, apply(self.transforms, sample, np.random.default_rng([self.seed, epoch, chosen]))
        empty = np.zeros((self.stride, self.stride, 3), np.float32)
        return _NO_INDEX, DetectionSample(empty, as_boxes([]), np.zeros(0, np.int64))


def padded_images(images: Sequence[np.ndarray], stride: int) -> np.ndarray:
    """Images as one array, float32, shape ``[n, 3, height, width]``.

    Args:
        images: float32, shape ``[height, width, 3]``.
        stride: The array's sides are multiples of this many pixels, filled with zeros at the right and the bottom.

    Raises:
        DataError: An image is not float32.
    """
    wrong = next((image.dtype for image in images if image.dtype != np.float32), None)
    if wrong is not None:
        raise DataError(tr("images are {} after the transforms; add Normalize, which gives float32", wrong))
    height, width = (max(-(-image.shape[side] // stride) for image in images) * stride for side in (0, 1))
    padded = np.zeros((len(images), 3, height, width), np.float32)
    for row, image in enumerate(images):
        padded[row, :, : image.shape[0], : image.shape[1]] = image.transpose(2, 0, 1)
    return padded


class UnreadableImages:
    """Counts unreadable image files, reports each once, and ends the run when there are too many.

    Args:
        dataset: Data set of the files.
    """

    def __init__(self, dataset: DetectionDataset) -> None:
        self._dataset = dataset
        self._seen: set[int] = set()

    def record(self, indices: Iterable[int]) -> None:
        """Records the unreadable images of one batch.

        Args:
            indices: Indices in the data set; negative ones are ignored.

        Raises:
            DataError: More files than the data set's ``max_unreadable`` are unreadable.
        """
        for index in indices:
            if index >= 0 and index not in self._seen:
                self._seen.add(index)
                reason = self._reason(index)
                if len(self._seen) > self._dataset.max_unreadable:
                    raise DataError(
                        tr("{}; now more than max_unreadable ({}) files are unreadable", reason, len(self._seen) - 1)
                    )
                _LOG.warning(tr("%s; the image is skipped (%d so far)"), reason, len(self._seen))

    def _reason(self, index: int) -> str:
        try:
            self._dataset[index]
        except DataError as error:
            return str(error)
        return tr("{}: the image could not be read a moment ago", self._dataset.annotations[index].path)
