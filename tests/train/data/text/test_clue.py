"""CLUE's tasks from JSON lines."""

from __future__ import annotations

import json

import pytest

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.text.clue import TASKS, Clue

WSC = {
    "target": {"span1_text": "小王", "span1_index": 0, "span2_text": "他", "span2_index": 7},
    "text": "小王说，明天，他来",
    "label": "true",
}
BACKWARDS = {
    "target": {"span1_text": "小王", "span1_index": 5, "span2_text": "他", "span2_index": 0},
    "text": "他来了，问小王好",
    "label": "false",
}
ROWS = {
    "tnews": ({"label": "108", "label_desc": "news_edu", "sentence": "上课", "keywords": ""}, ("上课",), 7),
    "iflytek": ({"label": "11", "label_des": "", "sentence": "应用"}, ("应用",), 11),
    "afqmc": ({"sentence1": "甲", "sentence2": "乙", "label": "1"}, ("甲", "乙"), 1),
    "ocnli": ({"sentence1": "甲", "sentence2": "乙", "label": "neutral", "genre": "tv"}, ("甲", "乙"), 2),
    "cmnli": ({"sentence1": "甲", "sentence2": "乙", "label": "entailment"}, ("甲", "乙"), 0),
    "csl": ({"id": 1, "abst": "摘要", "keyword": ["词一", "词二"], "label": "0"}, ("词一 词二", "摘要"), 0),
    "cluewsc2020": (WSC, ("_小王_说，明天，[他]来",), 0),
}


def written(folder, *rows, name="train.json"):
    folder.mkdir(parents=True, exist_ok=True)
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return str(folder)


def test_every_task_has_a_row_here():
    assert ROWS.keys() == TASKS.keys()


@pytest.mark.parametrize("task", ROWS)
def test_rows(tmp_path, task):
    row, texts, number = ROWS[task]
    dataset = Clue(written(tmp_path, row, row), task)
    assert len(dataset) == 2
    assert dataset[1] == (texts, number)


def test_a_pronoun_before_its_noun(tmp_path):
    assert Clue(written(tmp_path, BACKWARDS), "cluewsc2020")[0] == (("[他]来了，问_小王_好",), 1)


@pytest.mark.parametrize("folder", ["", "ocnli_public", "ocnli"])
def test_folders_and_names(tmp_path, folder):
    written(tmp_path / folder, ROWS["ocnli"][0], name="train.50k.json")
    written(tmp_path / folder, ROWS["ocnli"][0], ROWS["ocnli"][0], name="dev.json")
    assert len(Clue(str(tmp_path), "ocnli")) == 1
    assert len(Clue(str(tmp_path), "ocnli", "dev")) == 2


@pytest.mark.parametrize("task", ["ocnli", "cmnli"])
def test_rows_without_agreement_are_left_out(tmp_path, task):
    row = ROWS[task][0]
    assert len(Clue(written(tmp_path, {**row, "label": "-"}, row), task)) == 1


def test_numbers_as_labels(tmp_path):
    assert Clue(written(tmp_path, {"sentence1": "甲", "sentence2": "乙", "label": 1}), "afqmc")[0][1] == 1


@pytest.mark.parametrize(
    ("task", "row", "message"),
    [
        ("tnews", {"label": "105", "sentence": "x"}, r"train\.json:2: the label '105' is unknown; known: 100, 101"),
        ("tnews", {"label": "100"}, "'sentence' must be a string that is not empty, got None"),
        ("tnews", {"label": "100", "sentence": "  "}, "not empty"),
        ("tnews", {"sentence": "x"}, "the label is missing"),
        ("tnews", "", "the line is empty"),
        ("tnews", "{", "each line must be a JSON object"),
        (
            "tnews",
            '{"label": "100", "sentence": "a\\ud83d"}',
            r"'sentence' has an unpaired surrogate, \\ud83d, at position 1",
        ),
        pytest.param("tnews", "[" * 10**5, "nested too deeply", id="nested"),
        ("tnews", "[1]", "must be a JSON object, got a list"),
        ("csl", {"label": "0", "abst": "x", "keyword": "y"}, "'keyword' must be a list"),
        ("cluewsc2020", {**WSC, "text": "别的"}, "span1_text"),
        ("cluewsc2020", {**WSC, "target": None}, "'target' must be an object"),
    ],
)
def test_bad_rows_are_named(tmp_path, task, row, message):
    folder = written(tmp_path, ROWS[task][0], row, ROWS[task][0])
    with pytest.raises(DataError, match=message):
        Clue(folder, task)


def test_a_wrong_encoding_is_named(tmp_path):
    good = json.dumps(ROWS["tnews"][0], ensure_ascii=False)
    (tmp_path / "train.json").write_bytes(good.encode() + b"\n" + good.encode("gb18030") + b"\n")
    with pytest.raises(DataError, match=r"train\.json:2: not UTF-8"):
        Clue(str(tmp_path), "tnews")


def test_missing_files_and_unknown_names(tmp_path):
    with pytest.raises(DataError, match=r"has the file dev\.json"):
        Clue(str(tmp_path), "tnews", "dev")
    with pytest.raises(ConfigError, match="did you mean 'tnews'"):
        Clue(str(tmp_path), "tnew")
    with pytest.raises(ConfigError, match="split"):
        Clue(str(tmp_path), "tnews", "test")
