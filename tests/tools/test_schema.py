"""The JSON Schema of the training config, which editors use."""

import copy
import json
import re

import jsonschema
import pytest

from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.shipped import find_config, shipped_configs
from paddle_lrkit.messages import in_language
from paddle_lrkit.suites.config_schema import config_schema, suites_with_schema, translated
from tests.chinese import english_in
from tools.messages.sources import texts_in
from tools.schema.__main__ import FILE, PAGES, text
from tools.schema.build import build
from tools.schema.page import page


@pytest.fixture(scope="module")
def validator():
    schema = json.loads(FILE.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def test_the_files_are_what_the_signatures_say():
    schema = build()
    assert FILE.read_text(encoding="utf-8") == text(schema), "run python -m tools.schema"
    for language, file in PAGES.items():
        with in_language(language):
            assert file.read_text(encoding="utf-8") == page(schema), "run python -m tools.schema"


def test_every_shipped_config_is_valid(validator):
    for one in shipped_configs():
        assert [error.message for error in validator.iter_errors(load_config(one.file).data)] == []


TYPOS = [
    ("resnet18_digits_cosine", ("Globall",), {}),
    ("resnet18_digits_cosine", ("Global", "epoch"), 3),
    ("resnet18_digits_cosine", ("Global", "epochs"), "3"),
    ("resnet18_digits_cosine", ("Global", "eval_every"), "1 epoch"),
    ("resnet18_digits_cosine", ("Optimizer", "name"), "Momentun"),
    ("resnet18_digits_cosine", ("Optimizer", "momentun"), 0.9),
    ("resnet18_digits_cosine", ("Optimizer", "beta1"), 0.9),
    ("resnet18_digits_cosine", ("Optimizer", "lr", "name"), "CosineAnealing"),
    ("resnet18_digits_cosine", ("Optimizer", "lr", "learning_rat"), 0.1),
    ("resnet18_digits_cosine", ("Optimizer", "lr", "learning_rate"), "0.1"),
    ("resnet18_digits_cosine", ("Optimizer", "lr", "gamma"), 0.1),
    ("resnet18_digits_cosine", ("Optimizer", "lr", "warmup"), 500),
    ("resnet18_digits_cosine", ("Optimizer", "groups"), [{"match": "fc", "freze": "1ep"}]),
    ("resnet18_digits_cosine", ("Optimizer", "groups"), [{"match": "fc", "lr": {"scal": 0.1}}]),
    ("resnet18_digits_cosine", ("Train", "loader", "batchsize"), 8),
    ("resnet18_digits_cosine", ("Train", "dataset", "splitt"), "train"),
    ("resnet18_digits_cosine", ("Train", "transforms", 0), {"Rezise": {"size": 16}}),
    ("resnet18_digits_cosine", ("Train", "transforms", 0), {"Resize": {"sise": 16}}),
    ("ernie_tiny_corpus_linear", ("Architecture", "hidden_sise"), 64),
    ("ernie_tiny_corpus_linear", ("Tokenizer", "max_len"), 64),
    ("faster_rcnn_r18_digitscenes_cosine", ("Architecture", "neck", "out_chanel"), 64),
    ("faster_rcnn_r18_digitscenes_cosine", ("Architecture", "num_classes"), 10),
]


@pytest.mark.parametrize(("name", "path", "value"), TYPOS)
def test_a_mistake_is_rejected_where_it_stands(validator, name, path, value):
    data = copy.deepcopy(load_config(find_config(name).file).data)
    parent = data
    for step in path[:-1]:
        parent = parent[step]
    parent[path[-1]] = value
    (error,) = validator.iter_errors(data)
    assert list(path)[: len(error.absolute_path)] == list(error.absolute_path)


@pytest.mark.parametrize("suite", [None, *suites_with_schema()])
def test_titles_and_descriptions_are_chinese(suite):
    with in_language("zh"):
        schema = config_schema(suite) if suite else json.loads(FILE.read_text(encoding="utf-8"))
        texts = list(texts_in(translated(schema)))
    assert sum(bool(re.search("[\u4e00-\u9fff]", text)) for text in texts) > 2
    assert [text for text in texts if english_in(text)] == []


def test_every_key_has_a_description(validator):
    sections = validator.schema["properties"]
    keys = {**sections["Global"]["properties"], **validator.schema["definitions"]["data"]["properties"]}
    assert [name for name, key in keys.items() if not key.get("description")] == []
