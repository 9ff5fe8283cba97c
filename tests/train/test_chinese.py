"""The trainer in Chinese: its errors, its notes and its lines, also from the processes that load the data."""

from __future__ import annotations

import json
import shutil

import numpy as np
import pytest

from paddle_lrkit.errors import DataError, LrkitError
from paddle_lrkit.messages import in_language, tr
from paddle_lrkit.train.data.boxes.coco import Coco
from paddle_lrkit.train.data.boxes.voc import Voc
from paddle_lrkit.train.data.images.cifar import Cifar10
from paddle_lrkit.train.data.images.file_list import FileList
from paddle_lrkit.train.data.images.folder import ImageFolder
from paddle_lrkit.train.data.images.transforms import Normalize, RandomCrop
from paddle_lrkit.train.data.loading.workers import BatchLoader
from paddle_lrkit.train.data.text.clue import Clue
from paddle_lrkit.train.data.text.files import Conll, TextTsv
from paddle_lrkit.train.data.text.vocabulary import Vocabulary, read_vocabulary
from paddle_lrkit.train.data.toy.digits import Digits
from paddle_lrkit.train.finished import finished_sentence
from paddle_lrkit.train.inference.open_model import open_model
from paddle_lrkit.train.loop import summary, train
from paddle_lrkit.train.models.resnet_cifar import ResNetCifar
from paddle_lrkit.train.models.weight_files import read_weights
from paddle_lrkit.train.models.weight_source import open_weights
from tests.chinese import english_in

CONFIGS = (
    ("Train.num_samples=1000",),
    ("Global.task=clasification",),
    ("Architecture.pretrained=/nowhere.pdparams",),
    ("Global.amp={level: O1}",),
    ("Global.sync_batch_norm=true",),
    ("Optimizer.layer_decay=0.9",),
    ("Optimizer.groups=[{match: haed, lr: {scale: 0.1}}]",),
    ("Optimizer.groups=[{match: head, lr: {scale: 0.1}}, {match: head.weight, lr: {scale: 0.1}}]",),
    ("Tokenizer={name: WordPiece}",),
    ("Train.dataset={name: Corpus}",),
    ("Global.task=text_classification",),
)


@pytest.fixture(autouse=True)
def chinese():
    with in_language("zh"):
        yield


def said(case) -> str:
    with pytest.raises(LrkitError) as caught:
        case()
    return str(caught.value)


def written(path, text) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


@pytest.mark.parametrize("overrides", CONFIGS)
def test_errors_of_a_config(open_tiny, overrides):
    assert english_in(said(lambda: open_tiny("run", *overrides))) == []


def test_errors_of_data_and_models(tmp_path):
    rows = json.dumps({"images": [{"id": 1}], "annotations": [], "categories": [{"id": 1, "name": "a"}]})
    file = written(tmp_path / "a.json", rows)
    listed = written(tmp_path / "list.txt", "1 2 3 4\n")
    pixels = np.zeros((4, 4, 3), np.uint8)
    cases = (
        lambda: Coco("nowhere.json", dataset_dir=str(tmp_path)),
        lambda: Coco(file, dataset_dir=str(tmp_path)),
        lambda: Coco(listed, dataset_dir=str(tmp_path)),
        lambda: Voc(listed, dataset_dir=str(tmp_path)),
        lambda: Cifar10(str(tmp_path / "nowhere")),
        lambda: Cifar10(str(tmp_path)),
        lambda: Cifar10(listed),
        lambda: FileList(str(tmp_path), listed),
        lambda: FileList(str(tmp_path), str(tmp_path / "nowhere.txt")),
        lambda: ImageFolder(str(tmp_path / "nowhere")),
        lambda: ImageFolder(str(tmp_path)),
        lambda: Normalize(mean=[0.5], std=[0.5, 0.5]),
        lambda: RandomCrop(8)(pixels, np.random.default_rng(0)),
        lambda: Clue(str(tmp_path), "tnews"),
        lambda: TextTsv(listed, labels=["0", "1"]),
        lambda: TextTsv(listed, labels=["0"]),
        lambda: Conll(listed, labels=["O", "B"]),
        lambda: Vocabulary(["a"]),
        lambda: read_vocabulary(str(tmp_path / "nowhere.txt")),
        lambda: Digits(channels=2),
        lambda: Digits(split="val", val_fraction=0.0),
        lambda: ResNetCifar(7, 10),
        lambda: read_weights(listed),
        lambda: open_weights(str(tmp_path)),
        lambda: open_model(str(tmp_path / "nowhere"), "cpu").__enter__(),
    )
    assert [text for text in map(said, cases) if english_in(text)] == []


def test_a_run_its_notes_and_its_resume(open_tiny, capsys):
    first = open_tiny("run", "Global.epochs=1", "Global.log_every=4it")
    lines = [summary(train(first))]
    shutil.rmtree(first.run.checkpoint("best"))
    again = open_tiny("run", "Global.epochs=2", "Global.log_every=4it", resume=str(first.run.path), policy="keep")
    lines += [summary(train(again)), capsys.readouterr().err, (again.run.path / "notes.log").read_text()]
    lines.append(finished_sentence(open_tiny("run", "Global.epochs=2", resume=str(first.run.path))))
    assert [text for text in lines if english_in(text)] == []
    log = again.run.text_log.read_text()
    assert "] note: resumed after update 11\n" in log
    assert "] update 22/22  epoch " in log


def test_a_run_that_was_logged_in_chinese_resumes_in_english(open_tiny):
    first = open_tiny("run", "Global.epochs=1")
    train(first, quiet=True)
    with in_language("en"):
        again = open_tiny("run", "Global.epochs=2", resume=str(first.run.path), policy="keep")
        train(again, quiet=True)
    log = again.run.text_log.read_text()
    assert "from log.jsonl" not in log  # no line was written again
    assert log.count("] update 1/") == 1


def _fails(keys):
    raise DataError(tr("{}: no such image file", "a.png"))


def test_an_error_of_a_worker_is_in_the_language_of_its_command():
    with pytest.raises(DataError, match=r"^a\.png：没有该图像文件$"):
        list(BatchLoader(_fails, [[(0, 0)]], num_workers=1))
