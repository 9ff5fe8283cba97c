"""Batches of images with boxes, and unreadable files."""

from __future__ import annotations

import numpy as np
import pytest

from paddle_lrkit.config.settings import Loader
from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.boxes.coco import Coco
from paddle_lrkit.train.data.boxes.loader import DetectionBatch, DetectionFetcher, UnreadableImages
from paddle_lrkit.train.data.boxes.transforms import BoxNormalize, BoxRandomFlip
from paddle_lrkit.train.data.loading.sampler import EvalBatchSampler
from paddle_lrkit.train.data.loading.workers import measured_loader
from tests.train.data.boxes.samples import annotation, entry, write_coco


@pytest.fixture
def coco(tmp_path):
    """Four images of two shapes; the third has no box, the first has two."""
    images = [entry(1, 40, 60), entry(2, 60, 40), entry(3), entry(4)]
    boxes = [annotation(1, 1, [0, 0, 9, 9]), annotation(2, 1, [5, 5, 9, 9], 7), annotation(3, 2, [1, 1, 8, 8])]
    write_coco(tmp_path, images, [*boxes, annotation(4, 4, [2, 2, 4, 4])])
    return Coco("annotations.json", dataset_dir=str(tmp_path), allow_empty=True, max_unreadable=1)


def damage(data, index):
    with open(data.annotations[index].path, "wb") as stream:
        stream.write(b"no image")


def test_images_are_padded_to_the_stride_and_boxes_to_the_most(coco):
    batch = DetectionFetcher(coco, [BoxNormalize()])([(0, 0), (0, 1), (0, 2)])
    images, boxes = batch.images, batch.boxes
    assert images.shape == (3, 3, 64, 64)
    assert images.dtype == np.float32
    assert batch.sizes.tolist() == [[40, 60], [60, 40], [40, 60]]
    assert batch.counts.tolist() == [2, 1, 0]
    assert boxes.shape == (3, 2, 4)
    assert boxes[0].tolist() == [[0, 0, 9, 9], [5, 5, 14, 14]]
    assert batch.labels.tolist() == [[0, 1], [0, 0], [0, 0]]
    assert (images[0, :, 40:] == 0).all()
    assert (images[1, :, :, 40:] == 0).all()
    assert batch.indices.tolist() == [0, 1, 2]
    assert batch.unreadable.tolist() == [-1]


def test_a_sample_depends_on_seed_epoch_and_index_only(coco):
    fetch = DetectionFetcher(coco, [BoxRandomFlip(), BoxNormalize()], seed=1)
    alone = [fetch([(epoch, 0)]).images[0] for epoch in range(8)]
    together = fetch([(epoch, 0) for epoch in range(8)]).images
    np.testing.assert_array_equal(alone, together)
    assert len({image.tobytes() for image in alone}) == 2


@pytest.mark.parametrize("num_workers", [0, 2])
def test_workers_change_nothing(coco, num_workers):
    fetch = DetectionFetcher(coco, [BoxRandomFlip(), BoxNormalize()])
    sampler = EvalBatchSampler(4, 2)
    loader = measured_loader(fetch, sampler, Loader(num_workers=num_workers), DetectionBatch._make)
    for batch, keys in zip(loader, sampler, strict=True):
        assert isinstance(batch, DetectionBatch)
        for name, expected in fetch(keys)._asdict().items():
            np.testing.assert_array_equal(getattr(batch, name).numpy(), expected, err_msg=name)


def test_objects_have_no_padding(coco):
    boxes, labels = DetectionFetcher(coco, [BoxNormalize()])([(0, 0), (0, 1), (0, 2)]).objects()
    assert [one.tolist() for one in boxes] == [[[0, 0, 9, 9], [5, 5, 14, 14]], [[1, 1, 9, 9]], []]
    assert [one.tolist() for one in labels] == [[0, 1], [0], []]


def test_an_unreadable_image_is_replaced_by_the_next_one(coco):
    damage(coco, 1)
    batch = DetectionFetcher(coco, [BoxNormalize()])([(0, 1), (0, 0)])
    assert batch.indices.tolist() == [2, 0]
    assert batch.unreadable.tolist() == [-1, 1]


def test_in_evaluation_an_unreadable_image_is_empty(coco):
    damage(coco, 1)
    batch = DetectionFetcher(coco, [BoxNormalize()], replace=False)([(0, 1), (0, 0)])
    assert batch.indices.tolist() == [-1, 0]
    assert batch.counts.tolist() == [0, 2]


def test_each_file_is_named_once_and_too_many_are_an_error(coco, caplog):
    damage(coco, 1)
    damage(coco, 3)
    unreadable = UnreadableImages(coco)
    unreadable.record([-1, 1, 1])
    unreadable.record([1])
    assert len(caplog.messages) == 1
    assert "2.png: the image cannot be read" in caplog.text
    with pytest.raises(DataError, match=r"4\.png: the image cannot be read.*more than max_unreadable \(1\)"):
        unreadable.record([3])


def test_without_normalize_the_error_names_it(coco):
    with pytest.raises(DataError, match="add Normalize"):
        DetectionFetcher(coco, [BoxRandomFlip()])([(0, 0)])
