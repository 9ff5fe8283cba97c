"""Image batches: pure functions of seed and key for any number of workers; errors that name the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from paddle_lrkit.config.settings import Loader
from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.images.folder import ImageFolder
from paddle_lrkit.train.data.images.loader import ImageBatch, ImageFetcher
from paddle_lrkit.train.data.images.mixup import CutMix, Mixup
from paddle_lrkit.train.data.images.transforms import (
    ColorJitter,
    Normalize,
    RandAugment,
    RandomCrop,
    RandomErasing,
    RandomFlip,
    Resize,
)
from paddle_lrkit.train.data.images.transforms.base import apply
from paddle_lrkit.train.data.loading.sampler import EvalBatchSampler, TrainBatchSampler
from paddle_lrkit.train.data.loading.workers import BatchLoader, measured_loader
from paddle_lrkit.train.data.toy.digits import Digits
from tests.train.data.loading.sampling import sampling

NORMALIZE = Normalize((0.5,), (0.5,))
TRANSFORMS = [
    RandAugment(),
    ColorJitter(0.2, 0.2, 0.2),
    RandomCrop(8, padding=1),
    RandomFlip(),
    NORMALIZE,
    RandomErasing(),
]


class _Small:
    """Five images of a given shape."""

    num_classes = 3

    def __init__(self, shape: tuple[int, ...] = (4, 6, 3), label: int = 2) -> None:
        self._shape = shape
        self._label = label

    def __len__(self) -> int:
        return 5

    def __getitem__(self, index: int) -> tuple[np.ndarray, int]:
        return np.full(self._shape, index, dtype=np.uint8), self._label


def _eval_loader(dataset: Any, transforms: Any, batch_size: int, num_workers: int = 0, **share: int) -> BatchLoader:
    sampler = EvalBatchSampler(len(dataset), batch_size, **share)
    return measured_loader(
        ImageFetcher(dataset, transforms), sampler, Loader(num_workers=num_workers), ImageBatch._make
    )


def _batches(num_workers: int, start: int = 0, mixing: bool = True, **options: Any) -> list[list[np.ndarray]]:
    sampler = TrainBatchSampler(sampling(40, 8, True, True, 5), start_batch=start, stop_batch=8)
    batch_transforms = [Mixup(), CutMix()] if mixing else []
    fetch = ImageFetcher(Digits("train"), TRANSFORMS, batch_transforms, seed=5, **options)
    loader = measured_loader(fetch, sampler, Loader(num_workers=num_workers), ImageBatch._make)
    return [[tensor.numpy() for tensor in batch] for batch in loader]


def _bytes(batches: list[list[np.ndarray]]) -> list[list[bytes]]:
    return [[array.tobytes() for array in batch] for batch in batches]


@pytest.mark.parametrize("mixing", [True, False])
def test_the_number_of_workers_changes_nothing(mixing: bool) -> None:
    assert _bytes(_batches(0, mixing=mixing)) == _bytes(_batches(2, mixing=mixing))


@pytest.mark.parametrize("start", [3, 7])
def test_resuming_gives_the_same_rest(start: int) -> None:
    assert _bytes(_batches(0, start)) == _bytes(_batches(0))[start:]


def test_another_epoch_or_seed_gives_other_images() -> None:
    fetch = ImageFetcher(Digits("train"), TRANSFORMS, seed=1)
    other_seed = ImageFetcher(Digits("train"), TRANSFORMS, seed=2)
    first, epoch, seed = fetch([(0, 3)]), fetch([(1, 3)]), other_seed([(0, 3)])
    assert len({first[0].tobytes(), epoch[0].tobytes(), seed[0].tobytes()}) == 3


def test_a_sample_does_not_depend_on_its_batch() -> None:
    fetch = ImageFetcher(Digits("train"), TRANSFORMS, seed=1)
    np.testing.assert_array_equal(fetch([(2, 4), (2, 9)])[0][1:], fetch([(2, 9)])[0])


def test_a_sample_draws_from_seed_epoch_and_index() -> None:
    digits = Digits("train")
    images, labels = ImageFetcher(digits, TRANSFORMS, seed=6, data_format="NHWC")([(2, 4)])
    expected = apply(TRANSFORMS, digits[4][0], np.random.default_rng([6, 2, 4]))
    np.testing.assert_array_equal(images[0], expected)
    assert labels.tolist() == [digits[4][1]]


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_a_data_set_may_return_pillow_images(mode: str) -> None:
    pictures = [Image.effect_noise((11, 9), 90).convert(mode) for _ in range(3)]
    arrays = [np.array(picture).reshape(9, 11, -1) for picture in pictures]
    first, second = (ImageFetcher(_Listed(images), TRANSFORMS, seed=2) for images in (pictures, arrays))
    keys = [(1, 0), (0, 2), (2, 1)]
    np.testing.assert_array_equal(first(keys).images, second(keys).images)


class _Listed(_Small):
    """Given images."""

    def __init__(self, images: list[Any]) -> None:
        super().__init__()
        self._images = images

    def __getitem__(self, index: int) -> tuple[Any, int]:
        return self._images[index], 0


def test_shapes_and_types() -> None:
    images, labels = ImageFetcher(_Small(), [NORMALIZE])([(0, 1), (0, 2)])
    assert (images.shape, images.dtype) == ((2, 3, 4, 6), np.float32)
    assert (labels.shape, labels.dtype) == ((2,), np.int64)
    assert images.flags.c_contiguous
    last, soft = ImageFetcher(_Small(), [NORMALIZE], [Mixup()], data_format="NHWC")([(0, 1), (0, 2)])
    assert last.shape == (2, 4, 6, 3)
    assert (soft.shape, soft.dtype) == ((2, 3), np.float32)
    np.testing.assert_allclose(soft, [[0, 0, 1], [0, 0, 1]])


def test_both_formats_hold_the_same_images() -> None:
    first = _batches(0, data_format="NCHW")[0][0]
    last = _batches(0, data_format="NHWC")[0][0]
    np.testing.assert_array_equal(first, last.transpose(0, 3, 1, 2))


@pytest.mark.parametrize("num_workers", [0, 2])
def test_evaluation_sees_every_sample_in_order(num_workers: int) -> None:
    digits = Digits("test")
    loader = _eval_loader(digits, [NORMALIZE], batch_size=100, num_workers=num_workers)
    assert len(loader) == 4
    batches = list(loader)
    assert {type(batch) for batch in batches} == {ImageBatch}
    np.testing.assert_array_equal(np.concatenate([batch.labels.numpy() for batch in batches]), digits.labels)


def test_ranks_share_the_evaluation() -> None:
    digits = Digits("test")
    parts = [_eval_loader(digits, [NORMALIZE], batch_size=50, rank=rank, world=2) for rank in range(2)]
    labels = [np.concatenate([labels.numpy() for _, labels in part]) for part in parts]
    np.testing.assert_array_equal(np.stack(labels, axis=1).ravel(), digits.labels)


@pytest.mark.parametrize("num_workers", [0, 2])
def test_a_broken_file_is_named(tmp_path: Path, num_workers: int) -> None:
    (tmp_path / "a").mkdir()
    for index in range(6):
        Image.new("RGB", (8, 8)).save(tmp_path / "a" / f"{index}.png")
    (tmp_path / "a" / "4.png").write_bytes(b"broken")
    loader = _eval_loader(ImageFolder(str(tmp_path)), [NORMALIZE], batch_size=2, num_workers=num_workers)
    with pytest.raises(DataError, match=r"a/4\.png: the image cannot be read"):
        list(loader)


def test_a_transform_that_fails_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    Image.new("RGB", (8, 8)).save(tmp_path / "a" / "small.png")
    loader = _eval_loader(ImageFolder(str(tmp_path)), [RandomCrop(9), NORMALIZE], batch_size=2)
    with pytest.raises(DataError, match=r"a/small\.png: an image of 8x8 pixels is smaller than the crop of 9x9"):
        list(loader)


def test_a_transform_that_fails_names_the_sample_without_files() -> None:
    with pytest.raises(DataError, match=r"^sample 3: an image of 4x6 pixels"):
        ImageFetcher(_Small(), [RandomCrop(5), NORMALIZE])([(0, 3)])


class _TwoSizes(_Small):
    def __getitem__(self, index: int) -> tuple[np.ndarray, int]:
        return np.zeros((4 + index, 4, 3), dtype=np.uint8), 0


def test_images_of_different_sizes_are_an_error() -> None:
    with pytest.raises(DataError, match=r"differ in shape after the transforms \(\[4, 4, 3\] and \[5, 4, 3\]\)"):
        ImageFetcher(_TwoSizes(), [NORMALIZE])([(0, 0), (0, 1)])
    ImageFetcher(_TwoSizes(), [Resize(4), NORMALIZE])([(0, 0), (0, 1)])


@pytest.mark.parametrize("num_workers", [0, 2])
def test_transforms_without_normalize_are_an_error(num_workers: int) -> None:
    with pytest.raises(DataError, match="images are uint8 after the transforms; add Normalize"):
        list(_eval_loader(_Small(), [Resize(4)], batch_size=2, num_workers=num_workers))


@pytest.mark.parametrize("label", [-1, 3])
def test_a_label_outside_the_classes_is_an_error(label: int) -> None:
    with pytest.raises(DataError, match="a label is outside 0 to 2"):
        ImageFetcher(_Small(label=label), [NORMALIZE])([(0, 0)])


def test_an_unknown_data_format_is_named() -> None:
    with pytest.raises(ConfigError) as caught:
        ImageFetcher(_Small(), [NORMALIZE], data_format="CHWN")
    assert caught.value.key == "data_format"
