"""DigitScenes: seeds, cache, COCO files, and splits without common digits."""

from __future__ import annotations

import json

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.boxes.coco import Coco
from paddle_lrkit.train.data.toy import digit_scenes
from paddle_lrkit.train.data.toy.digit_scenes import DigitScenes, SceneSet
from paddle_lrkit.train.data.toy.digits import Digits
from paddle_lrkit.train.data.toy.scene_renderer import SceneOptions


@pytest.fixture
def scenes(tmp_path):
    def opened(split="train", **options):
        return DigitScenes(split, **{"num_images": 6, "size": 64, "directory": str(tmp_path), **options})

    return opened


def test_the_files_are_ordinary_coco(scenes, tmp_path):
    data = scenes()
    (folder,) = tmp_path.iterdir()
    plain = Coco("annotations.json", dataset_dir=str(folder), allow_empty=True)
    assert len(plain) == len(data) == 6
    for index in range(6):
        np.testing.assert_array_equal(plain[index].image, data[index].image)
        np.testing.assert_array_equal(plain[index].boxes, data[index].boxes)
    assert plain.names == [str(digit) for digit in range(10)]
    content = json.loads((folder / "annotations.json").read_text())
    assert {"id", "image_id", "category_id", "bbox", "area", "iscrowd"} == content["annotations"][0].keys()


def test_the_second_time_nothing_is_written(scenes, tmp_path, monkeypatch):
    first = scenes()
    monkeypatch.setattr(digit_scenes, "write_scenes", None)
    second = scenes()
    np.testing.assert_array_equal(first[3].image, second[3].image)
    assert len(list(tmp_path.iterdir())) == 1


def test_the_same_seed_gives_the_same_files_elsewhere(tmp_path):
    one, other = (
        DigitScenes("val", num_images=4, size=64, directory=str(tmp_path / name)) for name in ("one", "other")
    )
    for index in range(4):
        np.testing.assert_array_equal(one[index].image, other[index].image)
        np.testing.assert_array_equal(one[index].boxes, other[index].boxes)


@pytest.mark.parametrize("change", [{"seed": 1}, {"clutter": 0}, {"split": "val"}, {"max_objects": 2}])
def test_another_argument_gives_other_scenes(scenes, tmp_path, change):
    assert not np.array_equal(scenes()[0].image, scenes(**change)[0].image)
    assert len(list(tmp_path.iterdir())) == 2


def test_more_scenes_begin_with_the_same_ones(scenes):
    np.testing.assert_array_equal(scenes(num_images=3)[2].image, scenes()[2].image)


def test_train_and_val_have_no_digit_in_common():
    """The two splits of the scenes use the two splits of the digits."""
    train, val = (Digits(split, channels=1) for split in ("train", "test"))
    assert digit_scenes._SPLITS["train"][0] == "train"
    assert digit_scenes._SPLITS["val"][0] == "test"
    assert len(train) + len(val) == 1797


@pytest.mark.parametrize(
    ("key", "value"),
    [("split", "test"), ("num_images", 0), ("size", 16), ("min_scale", 0.0), ("max_scale", 0.1), ("max_overlap", 2.0),
     ("clutter", -1), ("max_objects", 0), ("min_objects", -1)],
)  # fmt: skip
def test_numbers_out_of_range_are_errors(scenes, key, value):
    with pytest.raises(ConfigError) as caught:
        scenes(**{key: value})
    assert caught.value.key == key


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(DataError, match="the scenes cannot be written"):
        DigitScenes(num_images=1, size=64, directory=str(tmp_path / "file"))


def test_with_a_val_fraction_there_is_a_test_split_and_no_split_shares_a_digit(scenes):
    fraction = {"val_fraction": 0.2}
    splits = [scenes(split, **fraction) for split in ("train", "val", "test")]
    images = [data[0].image for data in splits]
    assert not any(np.array_equal(images[one], images[other]) for one, other in ((0, 1), (0, 2), (1, 2)))
    assert all(name == source for name, (source, _) in digit_scenes._WITH_TEST.items())


def test_without_a_val_fraction_nothing_has_changed(scenes, tmp_path):
    scenes("val")
    (folder,) = tmp_path.iterdir()
    options = SceneOptions(64, 1, 5, 0.16, 0.4, 0.2, 6)
    assert folder.name == SceneSet("val", 6, 0, 0.0, options).folder_name
    assert digit_scenes._SPLITS == {"train": ("train", 0), "val": ("test", 1)}
    with pytest.raises(ConfigError, match="val_fraction"):
        scenes("test")
