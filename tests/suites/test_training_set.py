"""A config whose training set is on this machine needs no number of updates in an epoch."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.suites import load_schedule
from tests.train.data.boxes.samples import annotation, entry, write_coco

PPCLS = {
    "Global": {"epochs": 3},
    "Arch": {"name": "ResNet50"},
    "Optimizer": {"name": "Momentum", "lr": {"name": "Cosine", "learning_rate": 0.1}},
}
PPDET = {"epoch": 2, "LearningRate": {"base_lr": 0.01}, "TrainReader": {"batch_size": 2}}
PPOCR = {
    "Global": {"epoch_num": 2},
    "Optimizer": {"name": "Adam", "lr": {"name": "Cosine", "learning_rate": 0.001}},
}


def ppcls(file, **sampler):
    dataset = {"name": "ImageNetDataset", "image_root": "images", "cls_label_path": str(file)}
    return {**PPCLS, "DataLoader": {"Train": {"dataset": dataset, "sampler": {"batch_size": 4, **sampler}}}}


def ppocr(files, **dataset):
    dataset = {"name": "SimpleDataSet", "label_file_list": files, **dataset}
    return {**PPOCR, "Train": {"dataset": dataset, "loader": {"batch_size_per_card": 4, "drop_last": False}}}


@pytest.fixture
def coco(tmp_path):
    """Objects on images 1 and 2, a crowd on 3, a box without area on 4, nothing on 5 and 6; 7 is missing."""
    boxes = [
        annotation(1, 1, [1, 1, 5, 5], area=25, iscrowd=0),
        annotation(2, 1, [2, 2, 9, 9], area=81, iscrowd=0),
        annotation(3, 2, [1, 1, 5, 5], area=25, iscrowd=0),
        annotation(4, 3, [1, 1, 5, 5], area=25, iscrowd=1),
        annotation(5, 4, [1, 1, 0, 5], area=25, iscrowd=0),
        annotation(6, 7, [1, 1, 5, 5], area=25, iscrowd=0),
    ]
    file = write_coco(tmp_path, [entry(number) for number in range(1, 8)], boxes)
    (tmp_path / "7.png").unlink()
    return file


def ppdet(file, **dataset):
    named = {"name": "COCODataSet", "dataset_dir": str(file.parent), "anno_path": file.name, **dataset}
    return {**PPDET, "TrainDataset": named}


@pytest.mark.parametrize(("text", "samples"), [("a 0\nb 1\nc 2\nd 0\ne 1\n", 5), ("a 0\nb 1", 2)])
def test_paddleclas_has_a_sample_a_line(tmp_path, text, samples):
    (tmp_path / "list.txt").write_text(text)
    schedule = load_schedule(ppcls(tmp_path / "list.txt"))
    assert schedule.steps_per_epoch == -(-samples // 4)
    assert schedule.total_updates == 3 * schedule.steps_per_epoch
    assert schedule.length.counted == f"{samples} samples in {tmp_path / 'list.txt'}"
    assert load_schedule(ppcls(tmp_path / "list.txt"), world_size=2).steps_per_epoch == 1


def test_what_the_caller_says_goes_before_the_files(tmp_path):
    (tmp_path / "list.txt").write_text("a 0\n" * 40)
    config = ppcls(tmp_path / "list.txt")
    assert load_schedule(config).steps_per_epoch == 10
    assert load_schedule(config, steps_per_epoch=7).steps_per_epoch == 7
    assert load_schedule(config, images=80).steps_per_epoch == 20


def test_a_file_that_changes_is_counted_again(tmp_path):
    (tmp_path / "list.txt").write_text("a 0\n" * 40)
    assert load_schedule(ppcls(tmp_path / "list.txt")).steps_per_epoch == 10
    (tmp_path / "list.txt").write_text("a 0\n" * 44)
    assert load_schedule(ppcls(tmp_path / "list.txt")).steps_per_epoch == 11


@pytest.mark.parametrize(("ratios", "samples"), [(None, 10), (0.5, 5), ([0.25], 2)])
def test_paddleocr_takes_a_share_of_each_list(tmp_path, ratios, samples):
    (tmp_path / "a.txt").write_text("image\ttext\n" * 10)
    more = {} if ratios is None else {"ratio_list": ratios}
    assert load_schedule(ppocr([str(tmp_path / "a.txt")], **more)).steps_per_epoch == -(-samples // 4)


def test_paddleocr_adds_the_lists(tmp_path):
    for name, lines in (("a", 10), ("b", 30)):
        (tmp_path / f"{name}.txt").write_text("image\ttext\n" * lines)
    config = ppocr([str(tmp_path / "a.txt"), str(tmp_path / "b.txt")], ratio_list=[1.0, 0.2])
    assert load_schedule(config).steps_per_epoch == 16 // 4
    config["Train"]["dataset"]["ratio_list"] = [1.0]
    with pytest.raises(ConfigError, match="ratio_list has 1 numbers for the 2 files of label_file_list"):
        load_schedule(config)


@pytest.mark.parametrize(
    ("options", "images"),
    [
        ({}, 2),
        ({"load_crowd": True}, 3),
        ({"allow_empty": True}, 6),
        ({"allow_empty": True, "empty_ratio": 0.5}, 4),
        ({"repeat": 3}, 6),
    ],
)
def test_paddledetection_trains_on_the_images_with_an_object(coco, options, images):
    assert load_schedule(ppdet(coco, **options)).steps_per_epoch == images // 2


def test_paddledetection_reads_voc(tmp_path):
    folder = tmp_path / "voc"
    folder.mkdir()
    for number, content in enumerate(("<object/>", "", "<object/>", "<object/>")):
        (folder / f"{number}.jpg").write_bytes(b"")
        (folder / f"{number}.xml").write_text(f"<annotation>{content}</annotation>")
    (folder / "3.jpg").unlink()
    (folder / "trainval.txt").write_text("".join(f"{number}.jpg {number}.xml\n" for number in range(4)))
    config = ppdet(folder / "trainval.txt", name="VOCDataSet")
    assert load_schedule(config).steps_per_epoch == 1
    assert load_schedule({**config, "TrainReader": {"batch_size": 1}}).steps_per_epoch == 2


def test_annotations_without_their_images_are_no_training_set(coco):
    for image in coco.parent.glob("*.png"):
        image.unlink()
    with pytest.raises(ConfigError, match=r"the images of .*annotations.json are not on this machine"):
        load_schedule(ppdet(coco))


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"images": 3}', "\0", json.dumps({"images": [{}]}), "[" * 10**5])
def test_a_file_in_another_format_is_named(tmp_path, content):
    (tmp_path / "a.json").write_text(content)
    with pytest.raises(ConfigError, match=r"a.json is not an annotation file in COCO's format"):
        load_schedule(ppdet(tmp_path / "a.json"))


def test_files_that_are_not_here_are_named(tmp_path):
    with pytest.raises(ConfigError) as caught:
        load_schedule(ppcls(tmp_path / "none.txt"))
    assert "the number of updates in an epoch is not known" in caught.value.message
    assert caught.value.message.endswith(
        f"{tmp_path / 'none.txt'} is not on this machine, so its samples cannot be counted"
    )
    with pytest.raises(ConfigError, match="is not a file of at most 4 GiB"):
        load_schedule(ppcls(tmp_path))


def test_data_sets_of_other_formats_are_not_guessed(tmp_path, coco):
    config = ppcls(tmp_path)
    config["DataLoader"]["Train"]["dataset"]["name"] = "VeriWild"
    for other in (config, ppdet(coco, name="MOTDataSet"), ppdet(coco, sample_num=1), ppocr([]), ppocr(3)):
        with pytest.raises(ConfigError, match="is not known") as caught:
            load_schedule(other)
        assert "cannot be counted" not in caught.value.message
