"""Valid and invalid COCO files."""

from __future__ import annotations

import json

import numpy as np
import pytest

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.boxes.coco import Coco
from tests.train.data.boxes.samples import annotation, entry, write_coco

IMAGES = [entry(5), entry(8)]


def open_coco(folder, annotations, images=IMAGES, **options):
    write_coco(folder, images, annotations)
    return Coco("annotations.json", dataset_dir=str(folder), **options)


def test_labels_follow_the_category_numbers(tmp_path):
    data = open_coco(tmp_path, [annotation(1, 8, [1, 2, 10, 20], 7), annotation(2, 8, [0, 0, 5, 5], 3)])
    assert (data.names, data.category_ids, data.num_classes) == (["cat", "dog", "never"], [3, 7, 9], 3)
    assert len(data) == 1
    sample = data[0]
    assert sample.image.shape == (40, 60, 3)
    assert sample.boxes.tolist() == [[1, 2, 11, 22], [0, 0, 5, 5]]
    assert sample.labels.tolist() == [1, 0]


def test_images_without_boxes_are_kept_on_demand(tmp_path):
    data = open_coco(tmp_path, [annotation(1, 8, [1, 2, 10, 20])], allow_empty=True)
    assert [one.image_id for one in data.annotations] == [5, 8]
    assert data[0].boxes.shape == (0, 4)
    assert data[0].labels.dtype == np.int64


def test_degenerate_boxes_are_cut_or_dropped_with_one_warning(tmp_path, caplog):
    boxes = [[50, 30, 20, 20], [5, 5, 0, 10], [5, 5, 10, -3], [200, 200, 10, 10], [-5, -5, 10, 10]]
    data = open_coco(tmp_path, [annotation(n, 5, box) for n, box in enumerate(boxes, 1)])
    assert data[0].boxes.tolist() == [[50, 30, 60, 40], [0, 0, 5, 5]]
    assert len(caplog.messages) == 1
    assert "annotations.json: 3 boxes have no area inside their image" in caplog.text


def test_crowds_are_not_trained_on_but_stay_in_the_ground_truth(tmp_path):
    data = open_coco(tmp_path, [annotation(1, 5, [0, 0, 9, 9]), annotation(2, 5, [0, 0, 30, 30], iscrowd=1, area=7.0)])
    assert len(data[0].boxes) == 1
    truth = data.ground_truth()
    assert [one["iscrowd"] for one in truth["annotations"]] == [0, 1]
    assert [one["area"] for one in truth["annotations"]] == [81, 7.0]
    assert [one["id"] for one in truth["images"]] == [5]


def test_numbers_in_quotes_are_numbers_in_the_ground_truth_too(tmp_path):
    quoted = {"id": "1", "image_id": "5", "category_id": "3", "bbox": ["0", "0", "9", "9"], "iscrowd": "0"}
    file = write_coco(tmp_path, IMAGES, [quoted], [{"id": "3", "name": "cat"}])
    data = Coco(file.name, dataset_dir=str(tmp_path))
    assert data[0].boxes.tolist() == [[0, 0, 9, 9]]
    box = {"image_id": 5, "category_id": 3, "bbox": [0, 0, 9, 9], "area": 81, "iscrowd": 0}
    assert data.ground_truth() == {
        "images": [{"id": 5, "height": 40, "width": 60}],
        "categories": [{"id": 3, "name": "cat"}],
        "annotations": [{"id": 1, **box}],
    }


def test_a_byte_order_mark_is_not_part_of_the_file(tmp_path):
    file = write_coco(tmp_path, IMAGES, [annotation(1, 5, [0, 0, 9, 9])])
    file.write_text(file.read_text(), encoding="utf-8-sig")
    assert len(Coco(file.name, dataset_dir=str(tmp_path))) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"annotations": [annotation(1, 99, [0, 0, 1, 1])]}, "refers to the image 99, which the file"),
        ({"annotations": [annotation(1, 5, [0, 0, 1, 1], 4)]}, "refers to the category 4, which the file"),
        ({"annotations": [{"image_id": 5, "category_id": 3}]}, r"annotations\[0\] lacks the key 'bbox'"),
        ({"annotations": [annotation(1, 5, [0, 0, 1])]}, r"annotations\[0\] is not valid COCO"),
        ({"annotations": [annotation(1, 5, [0, 0, 1])]}, "bbox must be left, top, width and height, got 3 numbers"),
        ({"annotations": [annotation(1, 5, [0, 0, 1, 1], area=float("inf"))]}, "not finite"),
        ({"annotations": [annotation(1, float("inf"), [0, 0, 1, 1])]}, r"annotations\[0\] is not valid COCO"),
        ({"images": [entry(5), entry(8), entry(5)]}, "the image 5 occurs twice"),
        ({"categories": [{"id": 3, "name": "cat"}, {"id": 3, "name": "dog"}]}, "the category 3 occurs twice"),
        ({"categories": []}, "the file has no category"),
        ({"annotations": [annotation(1, 5, [0, 0, "a", 1])]}, r"annotations\[0\] is not valid COCO"),
        ({"annotations": [annotation(1, 5, [0, 0, float("nan"), 1])]}, "not finite"),
        ({"annotations": ["x"]}, r"annotations\[0\] is not valid COCO"),
        ({"images": [{"id": 5}]}, r"images\[0\] lacks the key"),
        ({"images": [entry(5, height=0)]}, "the image has no area, its size is 60 x 0"),
        ({"images": [entry(5) | {"width": 10**400}]}, "the image is too large, its size is a very large int x 40"),
        ({"categories": 3}, "must have the lists images, annotations, categories"),
        ({"annotations": []}, "the file has no image with a box"),
        ({"images": [], "annotations": []}, "the file has no image"),
    ],
)
def test_an_invalid_file_is_named(tmp_path, change, sentence):
    file = write_coco(tmp_path, IMAGES, [annotation(1, 5, [0, 0, 9, 9])])
    file.write_text(json.dumps({**json.loads(file.read_text()), **change}))
    with pytest.raises(DataError, match=sentence) as caught:
        Coco("annotations.json", dataset_dir=str(tmp_path))
    assert str(caught.value).startswith(str(file))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("text", "sentence"), [("{", "not valid JSON"), ("[]", "not a COCO annotation file")])
def test_other_files_are_not_coco(tmp_path, text, sentence):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(DataError, match=sentence):
        Coco("a.json", dataset_dir=str(tmp_path))


def test_missing_files_are_counted_and_one_is_named(tmp_path):
    write_coco(tmp_path, IMAGES, [annotation(1, 5, [0, 0, 9, 9]), annotation(2, 8, [0, 0, 9, 9])])
    (tmp_path / "8.png").unlink()
    with pytest.raises(DataError, match=r"1 of the 2 image files that it names are missing, such as .*8\.png"):
        Coco("annotations.json", dataset_dir=str(tmp_path))
    with pytest.raises(DataError, match=r"nowhere\.json: the annotation file cannot be read: No such file"):
        Coco("nowhere.json", dataset_dir=str(tmp_path))


def test_an_image_of_another_size_than_annotated_is_an_error_that_names_it(tmp_path):
    data = open_coco(tmp_path, [annotation(1, 5, [0, 0, 9, 9])])
    write_coco(tmp_path / "other", [entry(5, 20, 20)], [])
    (tmp_path / "other" / "5.png").replace(tmp_path / "5.png")
    with pytest.raises(DataError, match=r"5\.png: the image is 20 x 20 pixels, its annotation says 60 x 40"):
        data[0]
