"""Tables with tabs, words with tags, and lines."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.text.files import Conll, TextLines, TextTsv


def written(tmp_path, text, encoding="utf-8"):
    file = tmp_path / "data.txt"
    file.write_bytes(text.encode(encoding))
    return str(file)


@pytest.mark.parametrize(
    "text", ['label\ttext_a\n1\t很好\n0\t不"好\n', 'qid\tlabel\ttext_a\r\n7\t1\t很好\r\n8\t0\t不"好']
)
def test_chnsenticorp(tmp_path, text):
    dataset = TextTsv(written(tmp_path, text), labels=["0", "1"])
    assert [dataset[index] for index in range(len(dataset))] == [(("很好",), 1), (('不"好',), 0)]


def test_pairs_without_a_header(tmp_path):
    file = written(tmp_path, "甲\t乙\t1\n")
    dataset = TextTsv(file, labels=["0", "1"], columns=["text_a", "text_b", "label"])
    assert dataset[0] == (("甲", "乙"), 1)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1\t很好\n", r"data\.txt:1: the column 'label' is missing"),
        ("label\ttext_a\n", "the file has no text"),
        ("label\ttext_a\n1\n", r"data\.txt:2: must have 2 columns"),
        ("label\ttext_a\n1\t很\t好\n", "got 3"),
        ("label\ttext_a\n1\t \n", "'text_a' must be a string that is not empty"),
        ("label\ttext_a\n1\t好\n\n0\t不\n", r"data\.txt:3: the line is empty"),
        ("label\ttext_a\n2\t好\n", "the label '2' is unknown; known: 0, 1"),
        ("", "is empty"),
    ],
)
def test_bad_tables(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        TextTsv(written(tmp_path, text), labels=["0", "1"])


def test_tags(tmp_path):
    dataset = Conll(written(tmp_path, "小 x B-PER\n王 x I-PER\n\n\n来\tO\n"), labels=["O", "B-PER", "I-PER"])
    assert [dataset[0], dataset[1]] == [(("小", "王"), (1, 2)), (("来",), (0,))]
    assert len(dataset) == 2


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("小 B-PER\n王\n", r"data\.txt:2: must be a word and its tag"),
        (" \n \n", "the file has no word"),
        ("小 B-ORG\n", "'B-ORG' is unknown.*mean 'B-PER'"),
    ],
)
def test_bad_tags(tmp_path, text, message):
    with pytest.raises(DataError, match=message):
        Conll(written(tmp_path, text), labels=["O", "B-PER", "I-PER"])


def test_a_wide_space_is_a_word(tmp_path):
    dataset = Conll(written(tmp_path, "小\tB-PER\n\u3000\tO\n\u3000 O\n \n来 O\r\n"), labels=["O", "B-PER"])
    assert [dataset[0], dataset[1]] == [(("小", "\u3000", "\u3000"), (1, 0, 0)), (("来",), (0,))]


def test_bare_lines(tmp_path):
    dataset = TextLines(written(tmp_path, "\ufeff一\n二\n\n"))
    assert [dataset[0], dataset[1]] == [(("一",), 0), (("二",), 0)]
    with pytest.raises(DataError, match=r"data\.txt:2: the line is empty"):
        TextLines(written(tmp_path, "一\n\n二\n"))


def test_files_that_cannot_be_read(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        TextLines(str(tmp_path / "none"))
    with pytest.raises(DataError, match=r"data\.txt:1: not UTF-8 text"):
        TextLines(written(tmp_path, "中文", "gb18030"))


def test_one_label_is_too_few(tmp_path):
    with pytest.raises(ConfigError, match="labels"):
        TextTsv(written(tmp_path, "label\ttext_a\n"), labels=["0"])
    with pytest.raises(ConfigError, match="labels"):
        Conll(written(tmp_path, "小 O\n"), labels=["O"])


def test_a_label_twice_is_refused(tmp_path):
    with pytest.raises(ConfigError, match="labels: has '1' twice"):
        TextTsv(written(tmp_path, "label\ttext_a\n1\t好\n"), labels=["0", "1", "1"])
    with pytest.raises(ConfigError, match="labels: has 'O' twice"):
        Conll(written(tmp_path, "小 O\n"), labels=["O", "B-PER", "O"])
