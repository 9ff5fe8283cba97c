"""`lrkit init`: the config fits the data, is valid, and trains."""

import json

import jsonschema
import numpy as np
import pytest
import yaml
from click.testing import CliRunner
from PIL import Image

from paddle_lrkit.cli.main import cli
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.shipped import find_config, schema_file
from paddle_lrkit.errors import DataError, LrkitError
from paddle_lrkit.lint.check_options import CheckOptions
from paddle_lrkit.lint.engine import check_config
from paddle_lrkit.reports.init.first_config import STARTERS
from paddle_lrkit.suites.lrkit.training_set import training_set

LACKING = b'{"images": [{"id": 1}], "annotations": [], "categories": [{"id": 1}]}'


def run(*arguments):
    result = CliRunner().invoke(cli, ["init", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def picture(file, width, height):
    file.parent.mkdir(parents=True, exist_ok=True)
    Image.fromarray(np.zeros((height, width, 3), "uint8")).save(file)


def checked(file):
    """The config, after the checks that every written config passes."""
    document = load_config(file)
    schema = json.loads(schema_file().read_text(encoding="utf-8"))
    assert [error.message for error in jsonschema.Draft7Validator(schema).iter_errors(document.data)] == []
    assert [finding.message for finding in check_config(str(file), CheckOptions()) if finding.severity == "error"] == []
    return document.data


@pytest.mark.parametrize("task", STARTERS)
def test_without_data_it_is_a_config_of_the_package_with_comments(here, task):
    run(task)
    written = here / f"{task}.yml"
    assert checked(written) == load_config(find_config(STARTERS[task]).file).data
    text = written.read_text(encoding="utf-8")
    assert "# length of the run in epochs" in text
    assert yaml.safe_load(text) is not None


@pytest.mark.parametrize(("side", "small"), [((300, 200), False), ((32, 40), True)])
def test_folders_of_classes(here, side, small):
    for part, count in (("train", 20), ("val", 3)):
        for name in ("cat", "dog", "猫头鹰"):
            for number in range(count):
                picture(here / "photos" / part / name / f"{number}.png", *side)
    told = run("classification", "--data", "photos", "--epochs", "5", "-O", "my.yml")
    assert "60 images of 3 classes in photos/train, for evaluation 9 in photos/val" in told
    data = checked(here / "my.yml")
    assert (data["Train"]["num_samples"], data["Global"]["epochs"], data["Train"]["loader"]["batch_size"]) == (60, 5, 7)
    assert data["Architecture"].get("small_input", False) is small
    assert data["Eval"]["dataset"] == {"name": "ImageFolder", "root": "photos/val"}


def test_a_folder_without_a_part_for_evaluation_is_divided(here):
    for name in ("a", "b"):
        for number in range(10):
            picture(here / "photos" / name / f"{number}.png", 40, 40)
    run("classification", "--data", "photos")
    lists = [(here / name).read_text(encoding="utf-8").splitlines() for name in ("train_list.txt", "val_list.txt")]
    assert [len(lines) for lines in lists] == [18, 2]
    assert sorted(lists[0] + lists[1]) == sorted(
        f"{name}/{n}.png {label}" for label, name in enumerate("ab") for n in range(10)
    )
    assert checked(here / "classification.yml")["Train"]["num_samples"] == 18


def test_coco(here):
    for part in ("train", "val"):
        picture(here / "d" / "images" / f"{part}.jpg", 640, 480)
        content = {
            "images": [{"id": 1, "file_name": f"{part}.jpg", "width": 640, "height": 480}]
            + [{"id": n, "file_name": f"{part}.jpg", "width": 640, "height": 480} for n in range(2, 9)],
            "annotations": [
                {"id": n, "image_id": n, "category_id": 2, "bbox": [1, 1, 20, 20], "area": 400} for n in range(1, 9)
            ],
            "categories": [{"id": 2, "name": "cup"}, {"id": 1, "name": "can"}],
        }
        (here / "d" / f"{part}.json").write_text(json.dumps(content), encoding="utf-8")
    told = run("detection", "--data", "d")
    assert "COCO: 8 images with boxes of 2 classes" in told
    data = checked(here / "detection.yml")
    assert data["Train"]["dataset"] == {
        "name": "Coco",
        "dataset_dir": "d",
        "anno_path": "train.json",
        "image_dir": "images",
    }


@pytest.mark.parametrize("header", [True, False])
@pytest.mark.parametrize("order", [("label", "text_a"), ("text_a", "label")])
def test_a_table_of_texts(here, header, order):
    (here / "t").mkdir()
    rows = [{"label": "好" if n % 3 else "坏", "text_a": f"第 {n} 句"} for n in range(60)]
    lines = ["\t".join(order)] * header + ["\t".join(row[key] for key in order) for row in rows]
    (here / "t" / "train.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    run("text", "--data", "t", "-O", "new.yml")
    data = checked(here / "new.yml")
    assert data["Train"]["dataset"]["labels"] == ["坏", "好"]
    assert data["Train"]["num_samples"] == 54 == training_set(load_config(here / "new.yml")).samples
    tokens = (here / "vocab.txt").read_text(encoding="utf-8").splitlines()
    assert {"[PAD]", "第", "句", "1", "##1"} <= set(tokens)


def test_tagged_words(here):
    (here / "ner").mkdir()
    for name in ("train.txt", "dev.txt"):
        (here / "ner" / name).write_text("王 B-PER\n来 O\n\n他 O\n\n" * 8, encoding="utf-8")
    run("text", "--data", "ner")
    data = checked(here / "text.yml")
    assert (data["Global"]["task"], data["Train"]["num_samples"]) == ("token_classification", 16)
    assert data["Train"]["dataset"]["labels"] == ["O", "B-PER"]


@pytest.mark.parametrize(
    ("task", "make", "message"),
    [
        ("classification", None, "no such folder"),
        ("classification", "x/readme.md", "no classified images; what can be read"),
        ("detection", "x/readme.md", "no images with boxes; what can be read"),
        ("text", "x/readme.md", "no texts for training; what can be read"),
        ("text", "x/train.txt", "must be a word and its tag|no file of tagged words for evaluation"),
    ],
)
def test_data_that_cannot_be_used_is_one_sentence(here, task, make, message):
    if make:
        (here / "x").mkdir()
        (here / make).write_text("words\n", encoding="utf-8")
    with pytest.raises(DataError, match=message):
        run(task, "--data", "x")
    assert not (here / f"{task}.yml").exists()


@pytest.mark.parametrize(
    ("task", "files", "message"),
    [
        ("classification", {"train_list.txt": "猫狗.png 0".encode("gbk"), "val_list.txt": b""}, "text is not UTF-8"),
        ("detection", {"train.json": LACKING, "val.json": LACKING}, "a COCO file lacks 'name'"),
        ("text", {"train.tsv": "好\t1\n坏\n".encode()}, "train.tsv:2: has no tab"),
    ],
)
def test_a_damaged_file_is_one_sentence(here, task, files, message):
    (here / "x").mkdir()
    for name, content in files.items():
        (here / "x" / name).write_bytes(content)
    with pytest.raises(DataError, match=message):
        run(task, "--data", "x")


def test_a_place_that_cannot_be_written_is_one_sentence(here):
    with pytest.raises(LrkitError, match=r"-O none/x\.yml: cannot be written"):
        run("text", "-O", "none/x.yml")


def test_nothing_is_overwritten(here):
    (here / "text.yml").write_text("mine", encoding="utf-8")
    with pytest.raises(LrkitError, match=r"text\.yml: there already; choose another place with -O"):
        run("text")
    assert (here / "text.yml").read_text(encoding="utf-8") == "mine"
