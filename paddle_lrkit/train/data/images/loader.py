"""Batches of labelled images."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from paddle_lrkit.errors import DataError, check_choice
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.images.mixup import BatchTransform
from paddle_lrkit.train.data.images.transforms.base import ImageTransform
from paddle_lrkit.train.data.images.transforms.pillow import apply_to_image
from paddle_lrkit.train.data.loading.sampler import SampleKey

_BATCH_KEY = 7


class ImageDataset(Protocol):
    """Labelled images by index; needs no Paddle.

    A data set that reads files also has ``paths``, which errors name.
    """

    @property
    def num_classes(self) -> int:
        """Number of classes."""

    def __len__(self) -> int:
        """Number of samples."""

    def __getitem__(self, index: int) -> tuple[Any, int]:
        """An image and its 0-based class.

        The image is a uint8 array of shape ``[height, width, channels]`` or a Pillow image in mode L or RGB.
        """


class ImageBatch(NamedTuple):
    """A batch of ``n`` images: NumPy arrays in a worker, Paddle tensors in a task.

    Args:
        images: float32, shape ``[n, channels, height, width]``, or ``[n, height, width, channels]`` for NHWC.
        labels: Classes, int64, shape ``[n]``; with batch transforms probabilities, float32, shape ``[n, classes]``.
    """

    images: Any
    labels: Any


@dataclass(frozen=True)
class ImageFetcher:
    """Makes the arrays of an `ImageBatch`.

    Sample ``(epoch, index)`` draws from ``default_rng([seed, epoch, index])``, and the batch transforms from
    ``default_rng([seed, epoch, index of the first sample, 7])``.

    Args:
        dataset: Labelled images.
        transforms: Applied in order; the result must be float32.
        batch_transforms: Such as Mixup; with one, labels are float32 probabilities.
        seed: Seed of the run, not negative.
        data_format: ``NCHW`` or ``NHWC``.

    Raises:
        ConfigError: Unknown ``data_format``.
        DataError: From a call, when a sample cannot be read or differs from the others in shape.
    """

    dataset: ImageDataset
    transforms: Sequence[ImageTransform]
    batch_transforms: Sequence[BatchTransform] = ()
    seed: int = 0
    data_format: str = "NCHW"

    def __post_init__(self) -> None:
        check_choice("data_format", self.data_format, ("NCHW", "NHWC"))

    def __call__(self, keys: list[SampleKey]) -> ImageBatch:
        images, labels = self._samples(keys)
        if not 0 <= labels.min() <= labels.max() < self.dataset.num_classes:
            raise DataError(tr("a label is outside 0 to {}", self.dataset.num_classes - 1))
        if self.batch_transforms:
            images, labels = self._transformed(images, labels, keys[0])
        if self.data_format == "NCHW":
            images = np.ascontiguousarray(images.transpose(0, 3, 1, 2))
        return ImageBatch(images, labels)

    def _samples(self, keys: list[SampleKey]) -> tuple[np.ndarray, np.ndarray]:
        """Images, ``[n, height, width, channels]`` but in memory as ``data_format`` says, and labels."""
        images, labels = np.empty(0), []
        for row, (epoch, index) in enumerate(keys):
            image, label = self._sample(epoch, index)
            if not row:
                images = _empty_batch(len(keys), image.shape, self.data_format)
            _check_image(image, images.shape[1:])
            images[row] = image
            labels.append(label)
        return images, np.array(labels, dtype=np.int64)

    def _sample(self, epoch: int, index: int) -> tuple[np.ndarray, int]:
        image, label = self.dataset[index]
        try:
            return apply_to_image(self.transforms, image, np.random.default_rng([self.seed, epoch, index])), label
        except DataError as error:
            paths: Sequence[str] | None = getattr(self.dataset, "paths", None)
            name = tr("sample {}", index) if paths is None else str(paths[index])
            raise DataError(tr("{}: {}", name, error)) from error

    def _transformed(self, images: np.ndarray, labels: np.ndarray, first: SampleKey) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng([self.seed, *first, _BATCH_KEY])
        soft = np.zeros((len(labels), self.dataset.num_classes), dtype=np.float32)
        soft[np.arange(len(labels)), labels] = 1
        for transform in self.batch_transforms:
            images, soft = transform(images, soft, rng)
        return images, soft


def _empty_batch(count: int, shape: tuple[int, ...], data_format: str) -> np.ndarray:
    if data_format == "NHWC":
        return np.empty((count, *shape), np.float32)
    height, width, channels = shape
    return np.empty((count, channels, height, width), np.float32).transpose(0, 2, 3, 1)


def _check_image(image: np.ndarray, shape: tuple[int, ...]) -> None:
    if image.shape != shape:
        one, other = sorted([list(shape), list(image.shape)])
        raise DataError(
            tr("images of one batch differ in shape after the transforms ({} and {}); add Resize or a crop", one, other)
        )
    if image.dtype != np.float32:
        raise DataError(tr("images are {} after the transforms; add Normalize, which gives float32", image.dtype))
