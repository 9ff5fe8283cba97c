"""Image batches for training and for evaluation."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from paddle_lrkit.errors import DataError, check_choice
from paddle_lrkit.train.data.images.dataset import ImageDataset
from paddle_lrkit.train.data.images.mixup import BatchTransform
from paddle_lrkit.train.data.images.transforms import Transform, apply
from paddle_lrkit.train.data.loading.sampler import EvalBatches, Position, TrainBatches
from paddle_lrkit.train.data.loading.workers import BatchLoader

_BATCH_KEY = 7


class ImageBatch:
    """Makes the arrays of one batch: images and labels.

    Sample ``(epoch, index)`` draws from ``default_rng([seed, epoch, index])``, and the batch transforms from
    ``default_rng([seed, epoch, index of the first sample, 7])``.

    Args:
        dataset: Labelled images.
        transforms: Image transforms; the last one must leave float32.
        batch_transforms: Such as Mixup; with one, labels are float32 probabilities.
        seed: Seed of the run, not negative.
        data_format: ``NCHW`` or ``NHWC``.

    Raises:
        ConfigError: Unknown ``data_format``.
        DataError: From a call, when a sample cannot be read or does not fit to the others.
    """

    def __init__(
        self,
        dataset: ImageDataset,
        transforms: Sequence[Transform],
        batch_transforms: Sequence[BatchTransform] = (),
        seed: int = 0,
        data_format: str = "NCHW",
    ) -> None:
        self.dataset = dataset
        self.transforms = transforms
        self.batch_transforms = batch_transforms
        self.seed = seed
        self.data_format = check_choice("data_format", data_format, ("NCHW", "NHWC"))

    def __call__(self, positions: list[Position]) -> list[np.ndarray]:
        samples = [self._sample(epoch, index) for epoch, index in positions]
        images = _stacked([image for image, _ in samples])
        labels = np.array([label for _, label in samples], dtype=np.int64)
        if not 0 <= labels.min() <= labels.max() < self.dataset.num_classes:
            raise DataError(f"a label is outside 0 to {self.dataset.num_classes - 1}")
        if self.batch_transforms:
            images, labels = self._transformed(images, labels, positions[0])
        if self.data_format == "NCHW":
            images = np.ascontiguousarray(images.transpose(0, 3, 1, 2))
        return [images, labels]

    def _sample(self, epoch: int, index: int) -> tuple[np.ndarray, int]:
        image, label = self.dataset[index]
        try:
            return apply(self.transforms, image, np.random.default_rng([self.seed, epoch, index])), label
        except DataError as error:
            raise DataError(f"{self._name(index)}: {error}") from error

    def _name(self, index: int) -> str:
        paths: Sequence[str] | None = getattr(self.dataset, "paths", None)
        return f"sample {index}" if paths is None else str(paths[index])

    def _transformed(self, images: np.ndarray, labels: np.ndarray, first: Position) -> tuple[np.ndarray, np.ndarray]:
        rng = np.random.default_rng([self.seed, *first, _BATCH_KEY])
        soft = np.zeros((len(labels), self.dataset.num_classes), dtype=np.float32)
        soft[np.arange(len(labels)), labels] = 1
        for transform in self.batch_transforms:
            images, soft = transform(images, soft, rng)
        return images, soft


def train_loader(
    dataset: ImageDataset,
    transforms: Sequence[Transform],
    batch_transforms: Sequence[BatchTransform],
    sampler: TrainBatches,
    *,
    seed: int,
    num_workers: int = 0,
    data_format: str = "NCHW",
) -> BatchLoader:
    """Batches of a training run from ``sampler.start_batch`` on; the same whatever ``num_workers`` is.

    Args:
        dataset: Labelled images.
        transforms: Image transforms; the last one must leave float32.
        batch_transforms: Such as Mixup.
        sampler: Which samples make which batch.
        seed: Seed of the run, not negative.
        num_workers: Worker processes; 0 loads in this one.
        data_format: ``NCHW`` or ``NHWC``.

    Returns:
        An iterable of ``[images, labels]``: float32 of shape ``[n, channels, height, width]`` (or NHWC); int64
        labels of shape ``[n]``, or float32 probabilities ``[n, classes]`` when there is a batch transform.

    Raises:
        ConfigError: An argument is out of range.
        DataError: Also from the iteration, when a sample cannot be read.
    """
    fetch = ImageBatch(dataset, transforms, batch_transforms, seed, data_format)
    return _loader(fetch, sampler, sampler.batch_size, num_workers)


def eval_loader(
    dataset: ImageDataset,
    transforms: Sequence[Transform],
    *,
    batch_size: int,
    num_workers: int = 0,
    data_format: str = "NCHW",
    rank: int = 0,
    world: int = 1,
) -> BatchLoader:
    """Every sample once and in order; arguments and batches as in `train_loader`, labels always int64.

    Args:
        dataset: Labelled images.
        transforms: Image transforms; the last one must leave float32.
        batch_size: Samples per batch; the last batch may be smaller.
        num_workers: Worker processes; 0 loads in this one.
        data_format: ``NCHW`` or ``NHWC``.
        rank: This process, 0-based; it gets every ``world``-th sample.
        world: Number of processes.
    """
    batches = EvalBatches(len(dataset), batch_size, rank, world)
    return _loader(ImageBatch(dataset, transforms, data_format=data_format), batches, batch_size, num_workers)


def _loader(fetch: ImageBatch, batches: TrainBatches | EvalBatches, batch_size: int, num_workers: int) -> BatchLoader:
    """The loader; with workers, one sample is made first to know the size of a batch and to fail early."""
    sample_bytes = sum(array.nbytes for array in fetch([(0, 0)])) if num_workers and len(fetch.dataset) else 0
    return BatchLoader(fetch, batches, num_workers, batch_bytes=batch_size * sample_bytes)


def _stacked(images: list[np.ndarray]) -> np.ndarray:
    shapes = sorted({image.shape for image in images})
    if len(shapes) > 1:
        raise DataError(
            f"images of one batch differ in shape after the transforms ({list(shapes[0])} and {list(shapes[1])}); "
            "add Resize or a crop"
        )
    if images[0].dtype != np.float32:
        raise DataError(f"images are {images[0].dtype} after the transforms; add Normalize, which gives float32")
    return np.stack(images)
