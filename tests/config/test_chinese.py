"""What is wrong with a config, in Chinese."""

from __future__ import annotations

import pytest

from paddle_lrkit.config.json_loader import parse_json
from paddle_lrkit.config.load import load_config
from paddle_lrkit.config.read_settings import read_settings
from paddle_lrkit.config.shipped import find_config
from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import in_language
from tests.chinese import english_in

RUN = "Global: {updates: 10}\nOptimizer: {name: SGD, lr: Constant}\n"
TRAINING = f"{RUN}Architecture: {{name: ResNet}}\nTrain: {{dataset: Digits, num_samples: 640}}\n"
TEXTS = [
    "a: [1, 2\n", "a: 1\nb: c: d\n", "a: *b\n", "a:\n\t- b\n", "a: 'x\n", 'a: "\\q"\n', "a: 1\n- b\n",
    "a: 1\na: 2\n", "3\n",
    "a: !!python/name:os.system x\n", "a: !!int x\n", "[a]: 3\n", "<<: 3\n", "a: 1\n---\nb: 2\n", "a: \0\n", "{}\n",
    "_BASE_: 3\n", "_BASE_: no.yml\n", "_BASE_: c.yml\n", "Globl: {}\n", "Global: 3\n", "Global: {}\n",
    "LearningRate: {}\n",
    "Global: {updates: 10}\n", "Global: {updates: 10}\nOptimizer: {lr: Constant}\n", RUN,
    RUN.replace("Constant", "0.1"), RUN.replace("SGD", "SDG"), RUN.replace("SGD", "LBFGS"), RUN.replace("SGD", "3"),
    RUN.replace("SGD", "SGD, momentum: 0.5"), RUN.replace("SGD", "SGD, weight_decay: x"),
    RUN.replace("SGD", "SGD, groups: [{match: a}]"), RUN.replace("SGD", "SGD, batch_scaling: linear"),
    TRAINING.replace("10}", "0}"), TRAINING.replace("10}", "1.5}"), TRAINING.replace("10}", "10, amp: true}"),
    TRAINING.replace("10}", "10, data_format: NHW}"), TRAINING.replace("10}", "10, epochs: 3}"),
    TRAINING.replace("640", "640, loader: {batch_size: {name: Stepss}}"),
    TRAINING.replace("640", "640, transforms: [{A: 1, B: 2}]"), TRAINING.replace("640", "640, transforms: 3"),
]  # fmt: skip


def read(text):
    with open("c.yml", "w", encoding="utf-8") as stream:
        stream.write(text)
    read_settings(load_config("c.yml"))


CALLS = {
    **{text: lambda text=text: read(text) for text in TEXTS},
    "missing": lambda: load_config("d.yml"),
    "folder": lambda: load_config("."),
    "shipped": lambda: find_config("no_such_config"),
    **{text: lambda text=text: parse_json(text, "a.json") for text in ('{"a": }', '{"a": 1,}', "{a", "3", "// a\n{}")},
    **{over: lambda over=over: load_config("c.yml", [over]) for over in ("a", "a.b=1", "l.7=1", "l=[")},
}


@pytest.mark.parametrize("call", CALLS.values(), ids=map(repr, CALLS))
def test_a_mistake_is_told_in_chinese(tmp_path, monkeypatch, call):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "c.yml").write_text("a: 1\nl: [1]\n", encoding="utf-8")
    with in_language("zh"), pytest.raises(LrkitError) as error:
        call()
    assert english_in(str(error.value)) == []
    assert any("\u4e00" <= letter <= "\u9fff" for letter in str(error.value))
