"""The training set of our own dialect is counted as large as the trainer's data set is."""

from __future__ import annotations

import inspect
import json

import pytest

from paddle_lrkit.config.document import Document
from paddle_lrkit.errors import DataError
from paddle_lrkit.suites import load_schedule
from paddle_lrkit.suites.lrkit.training_set import _COUNTS, training_set
from paddle_lrkit.train.registry import DATASETS
from tests.train.data.boxes.samples import annotation, entry, write_coco, write_image
from tests.train.data.boxes.test_voc import obj, write_voc


def file_list(folder):
    write_image(folder / "a b.png")
    (folder / "list.txt").write_text("a b.png 1\n\n  \na b.png 0")
    return {"name": "FileList", "image_root": str(folder), "cls_label_path": str(folder / "list.txt")}


def image_folder(folder):
    for name in ("cat/1.png", "cat/deep/2.JPG", "dog/3.png", "cat/.hidden.png", ".no/4.png"):
        write_image(folder / name)
    (folder / "cat" / "notes.txt").write_text("no image")
    return {"name": "ImageFolder", "root": str(folder)}


def coco(folder):
    boxes = [
        annotation(1, 1, [1, 1, 5, 5]),
        annotation(2, 2, [1, 1, 5, 5], iscrowd=1),
        annotation(3, 3, [70, 1, 5, 5]),
        annotation(4, 4, [-3, -3, 4, 4]),
        annotation(5, 5, [1, 1, 0, 9]),
    ]
    file = write_coco(folder, [entry(number) for number in range(1, 7)], boxes)
    return {"name": "Coco", "dataset_dir": str(folder), "anno_path": file.name}


def voc(folder):
    write_voc(folder, obj("cat", (1, 1, 9, 9)), name="1")
    write_voc(folder, obj("cat", (1, 1, 9, 9), difficult=1), name="2")
    write_voc(folder, obj("cat", (61, 1, 70, 9)), name="3")
    write_voc(folder, name="4")
    (folder / "list.txt").write_text("1\nJPEGImages/2.jpg Annotations/2.xml\n\n3\n4\n")
    return {"name": "Voc", "dataset_dir": str(folder), "anno_path": "list.txt"}


def clue(task, labels):
    def write(folder):
        rows = [{"sentence1": "一", "sentence2": "二", "sentence": "三", "label": label} for label in labels]
        (folder / f"{task}_public").mkdir()
        (folder / f"{task}_public" / "train.json").write_text("\n".join(map(json.dumps, rows)) + "\n")
        return {"name": "Clue", "path": str(folder), "task": task}

    return write


def text(name, content, **more):
    def write(folder):
        (folder / "t.txt").write_text(content, encoding="utf-8")
        return {"name": name, "path": str(folder / "t.txt"), **more}

    return write


MADE = {
    "list": file_list,
    "folder": image_folder,
    "coco": coco,
    "coco, all": lambda folder: {**coco(folder), "allow_empty": True},
    "voc": voc,
    "voc, all": lambda folder: {**voc(folder), "allow_empty": True},
    "clue": clue("afqmc", ["0", "1", "1"]),
    "clue with rows to ignore": clue("ocnli", ["neutral", "-", "entailment", "-", "neutral"]),
    "table": text("TextTsv", "label\ttext_a\n0\tx\n1\ty\n", labels=["0", "1"]),
    "table without header": text("TextTsv", "0\tx\n1\ty\n", labels=["0", "1"], columns=["label", "text_a"]),
    "lines": text("TextLines", "x\ny\nz"),
    "tags": text("Conll", "\nx O\ny B\n\n\nz O\n \nw O", labels=["O", "B"]),
    "digits": lambda folder: {"name": "Digits"},
    "digits, part": lambda folder: {"name": "Digits", "val_fraction": 0.237},
    "digits, held out": lambda folder: {"name": "Digits", "split": "val", "val_fraction": 0.237},
    "scenes": lambda folder: {"name": "DigitScenes", "num_images": 3, "directory": str(folder)},
    "corpus": lambda folder: {"name": "Corpus", "split": "dev"},
    "roles": lambda folder: {"name": "CorpusRoles", "split": "test"},
}


def counted(dataset):
    found = training_set(Document({"Train": {"dataset": dataset}}))
    return found and found.samples


@pytest.mark.parametrize("name", MADE)
def test_as_many_as_the_trainer_has(tmp_path, name):
    dataset = MADE[name](tmp_path)
    arguments = {key: value for key, value in dataset.items() if key != "name"}
    assert counted(dataset) == len(DATASETS.find(dataset["name"])(**arguments)) > 0


@pytest.mark.parametrize("name", ["Cifar10", "Cifar100"])
def test_cifar_has_its_published_size(name):
    assert counted({"name": name, "path": "archive"}) == 50_000
    assert counted({"name": name, "path": "archive", "split": "test"}) == 10_000


def test_each_data_set_of_the_package_is_here(tmp_path):
    made = {make(tmp_path / str(number))["name"] for number, make in enumerate(_folders(tmp_path))}
    assert made | {"Cifar10", "Cifar100"} == set(DATASETS.builtin)


def _folders(tmp_path):
    for number, make in enumerate(MADE.values()):
        (tmp_path / str(number)).mkdir()
        yield make


@pytest.mark.parametrize("dataset", [None, [], "Digits", {"name": ["Digits"]}, {"name": "Other"}, {"name": "FileList"}])
def test_what_is_not_a_known_data_set_is_not_counted(dataset):
    assert counted(dataset) is None


def test_a_schedule_needs_no_num_samples(tmp_path):
    config = {
        "Global": {"epochs": 2},
        "Optimizer": {"name": "SGD", "lr": {"name": "LinearDecay", "learning_rate": 0.1, "warmup": "1ep"}},
        "Train": {"dataset": text("TextLines", "x\n" * 40)(tmp_path), "loader": {"batch_size": 4}},
    }
    schedule = load_schedule(config)
    assert (schedule.steps_per_epoch, schedule.total_updates, schedule.warmup_updates) == (10, 20, 10)
    in_updates = {**config, "Global": {"updates": 35}}
    assert load_schedule(in_updates).warmup_updates == 10


@pytest.mark.parametrize("name", ["FileList", "Coco", "Voc"])
def test_the_count_takes_the_keys_of_the_data_set(name):
    counted = inspect.signature(_COUNTS[name]).parameters.values()
    built = inspect.signature(DATASETS.find(name)).parameters.values()
    assert [(one.name, one.default) for one in counted] == [(one.name, one.default) for one in built]


def outside_voc(folder):
    write_voc(folder / "voc", obj("cat", (1, 1, 9, 9)), name="1")
    (folder / "voc" / "list.txt").write_text("JPEGImages/1.jpg ../secret.xml\n")
    (folder / "voc" / "Annotations" / "1.xml").rename(folder / "secret.xml")
    return {"name": "Voc", "dataset_dir": str(folder / "voc"), "anno_path": "list.txt"}


def outside_coco(folder):
    image = entry(1) | {"file_name": "../secret.png"}
    (folder / "coco").mkdir()
    file = write_coco(folder / "coco", [image], [annotation(1, 1, [1, 1, 5, 5])])
    return {"name": "Coco", "dataset_dir": str(folder / "coco"), "anno_path": file.name}


def outside_list(folder):
    write_image(folder / "secret.png")
    (folder / "images").mkdir()
    (folder / "images" / "link.png").symlink_to("../secret.png")
    (folder / "list.txt").write_text("link.png 0\n")
    return {"name": "FileList", "image_root": str(folder / "images"), "cls_label_path": str(folder / "list.txt")}


@pytest.mark.parametrize("write", [outside_voc, outside_coco, outside_list])
def test_names_outside_the_folder_need_permission(tmp_path, write):
    config = write(tmp_path)
    name, arguments = config["name"], {key: value for key, value in config.items() if key != "name"}
    with pytest.raises(DataError, match=r"is outside .*; set allow_outside: true if you trust the list"):
        DATASETS.find(name)(**arguments)
    assert len(DATASETS.find(name)(**arguments, allow_outside=True)) == 1
    allowed = Document({"Train": {"dataset": config | {"allow_outside": True}}}, {}, "a.yml")
    assert training_set(allowed).samples == 1
    if name == "Voc":
        with pytest.raises(DataError, match=r"is outside .*; set allow_outside: true if you trust the list"):
            training_set(Document({"Train": {"dataset": config}}, {}, "a.yml"))


@pytest.mark.parametrize("line", ["[]", "7", "[" * 100_000, "{", "null"])
def test_a_line_that_is_no_object_is_not_counted(tmp_path, line):
    (tmp_path / "train.json").write_text(f'{{"label": "-"}}\n{line}\n')
    dataset = {"name": "Clue", "path": str(tmp_path), "task": "ocnli"}
    assert training_set(Document({"Train": {"dataset": dataset}}, {}, "a.yml")) is None


def test_a_box_of_huge_numbers_is_one_sentence(tmp_path):
    boxes = [annotation(1, 1, [0.5, 0.5, 10**400, 1.5])]
    file = write_coco(tmp_path, [entry(1)], boxes)
    dataset = {"name": "Coco", "dataset_dir": str(tmp_path), "anno_path": file.name}
    with pytest.raises(DataError, match="not an annotation file in COCO's format"):
        training_set(Document({"Train": {"dataset": dataset}}, {}, "a.yml"))
