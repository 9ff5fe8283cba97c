"""Batches of images with boxes, for training and for evaluation."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence

import numpy as np

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.boxes.dataset import BoxDataset, BoxedImage, no_boxes
from paddle_lrkit.train.data.boxes.transforms.base import BoxTransform, apply
from paddle_lrkit.train.data.loading.sampler import Position
from paddle_lrkit.train.data.loading.workers import BatchLoader

_LOG = logging.getLogger(__name__)
_NONE = -1


class BoxBatch:
    """Makes the arrays of one batch.

    Sample ``(epoch, index)`` draws from ``default_rng([seed, epoch, index])``. In the place of an unreadable image
    stands the next one of the data set when ``replace`` is set, else an empty one with the index -1.

    Args:
        dataset: Images with boxes.
        transforms: The last one must leave float32.
        seed: Seed of the run, not negative.
        stride: Batches are padded to a multiple of this many pixels at the right and at the bottom.
        replace: What to do about unreadable images.
    """

    def __init__(
        self,
        dataset: BoxDataset,
        transforms: Sequence[BoxTransform],
        *,
        seed: int = 0,
        stride: int = 32,
        replace: bool = True,
    ) -> None:
        self.dataset = dataset
        self.transforms = transforms
        self.seed = seed
        self.stride = stride
        self.replace = replace

    def __call__(self, positions: list[Position]) -> list[np.ndarray]:
        """The arrays of a batch of ``n`` images, each padded with zeros.

        Returns:
            Images, float32 ``[n, 3, height, width]``; heights and widths before padding, float32 ``[n, 2]``; boxes,
            float32 ``[n, most, 4]``; labels, int64 ``[n, most]``; numbers of boxes, int64 ``[n]``; indices of the
            samples, int64 ``[n]``; indices of unreadable ones, int64 ``[m]``, a leading -1 included.
        """
        unreadable: list[int] = []
        found = [self._sample(epoch, index, unreadable) for epoch, index in positions]
        samples = [sample for _, sample in found]
        sizes = np.array([sample.image.shape[:2] for sample in samples], np.float32)
        most = max(1, *(len(sample.labels) for sample in samples))
        boxes = np.zeros((len(samples), most, 4), np.float32)
        labels = np.zeros((len(samples), most), np.int64)
        for row, sample in enumerate(samples):
            boxes[row, : len(sample.labels)] = sample.boxes
            labels[row, : len(sample.labels)] = sample.labels
        counts = np.array([len(sample.labels) for sample in samples], np.int64)
        indices = np.array([index for index, _ in found], np.int64)
        return [self._padded(samples), sizes, boxes, labels, counts, indices, np.array([_NONE, *unreadable], np.int64)]

    def _sample(self, epoch: int, index: int, unreadable: list[int]) -> tuple[int, BoxedImage]:
        for offset in range(self.dataset.max_unreadable + 1 if self.replace else 1):
            chosen = (index + offset) % len(self.dataset)
            try:
                sample = self.dataset[chosen]
            except DataError:
                unreadable.append(chosen)
                continue
            return chosen, apply(self.transforms, sample, np.random.default_rng([self.seed, epoch, chosen]))
        blank = np.zeros((self.stride, self.stride, 3), np.float32)
        return _NONE, BoxedImage(blank, no_boxes(), np.zeros(0, np.int64))

    def _padded(self, samples: Iterable[BoxedImage]) -> np.ndarray:
        images = [sample.image for sample in samples]
        wrong = next((image.dtype for image in images if image.dtype != np.float32), None)
        if wrong is not None:
            raise DataError(f"images are {wrong} after the transforms; add Normalize, which gives float32")
        height, width = (max(-(-image.shape[side] // self.stride) for image in images) * self.stride for side in (0, 1))
        padded = np.zeros((len(images), 3, height, width), np.float32)
        for row, image in enumerate(images):
            padded[row, :, : image.shape[0], : image.shape[1]] = image.transpose(2, 0, 1)
        return padded


class Unreadable:
    """Counts the image files that could not be used, names each once, and stops the run when there are too many.

    Args:
        dataset: Where they are from.
    """

    def __init__(self, dataset: BoxDataset) -> None:
        self._dataset = dataset
        self._seen: set[int] = set()

    def take(self, indices: Iterable[int]) -> None:
        """Takes the indices of one batch; negative ones mean nothing.

        Raises:
            DataError: More files than the data set's ``max_unreadable`` cannot be used.
        """
        for index in indices:
            if index >= 0 and index not in self._seen:
                self._seen.add(index)
                reason = self._reason(index)
                if len(self._seen) > self._dataset.max_unreadable:
                    raise DataError(f"{reason}; with it more than max_unreadable ({len(self._seen) - 1}) are unusable")
                _LOG.warning("%s; it is left out (%d so far)", reason, len(self._seen))

    def _reason(self, index: int) -> str:
        try:
            self._dataset[index]
        except DataError as error:
            return str(error)
        return f"{self._dataset.annotations[index].path}: the image could not be read a moment ago"


def box_loader(fetch: BoxBatch, batches: Iterable[list[Position]], batch_size: int, num_workers: int) -> BatchLoader:
    """The batches of `BoxBatch` as Paddle tensors; the same whatever ``num_workers`` is."""
    largest = sum(array.nbytes for array in fetch([(0, 0)])) if num_workers else 0
    return BatchLoader(fetch, batches, num_workers, batch_bytes=batch_size * largest)
