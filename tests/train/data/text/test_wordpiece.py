"""Tokens of unusual strings as in PaddleNLP's ErnieTokenizer, and truncation of pairs."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.text.wordpiece import WordPiece, shortened

TOKENS = [
    *("[PAD]", "[CLS]", "[SEP]", "[MASK]", "，", "我", "天", "地", "cls", "[", "]", "hello", "wor", "##ld", "cafe"),
    *("ａｂ", "12", "##3", "％", "℃", "★", "👍", "〇", "a", "##b", "[UNK]"),
]
SEEN = {
    "我天，地": "我 天 ， 地",
    "hello WORLD": "hello wor ##ld",
    "Café cafe\u0301": "cafe cafe",
    "[CLS]天": "[ cls ] 天",
    "[UNK]": "[ [UNK] ]",
    "ＡＢ": "ａｂ",
    "ab天ab": "a ##b 天 a ##b",
    "123％": "12 ##3 ％",
    "12℃": "12 ℃",
    "★★👍👍": "★ ★ 👍 👍",
    "〇〇": "〇 〇",
    "天\u200b\x00\ufeff地": "天 地",
    "天\u3000地\t我\n": "天 地 我",
    "a" * 101: "[UNK]",
    "zzz": "[UNK]",
    " ": "",
}


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory):
    folder = tmp_path_factory.mktemp("vocabulary")
    (folder / "vocab.txt").write_text("\n".join(TOKENS), encoding="utf-8")
    return lambda length=64, **options: WordPiece(str(folder), max_length=length, **options)


@pytest.mark.parametrize("text", SEEN)
def test_awkward_strings(tokenizer, text):
    (row,) = tokenizer().encode([(text,)])
    assert " ".join(TOKENS[number] for number in row.ids) == " ".join(["[CLS]", *SEEN[text].split(), "[SEP]"])
    assert not row.types.any()


def test_case_is_kept_on_request(tokenizer):
    (row,) = tokenizer(lowercase=False).encode([("A天",)])
    assert [TOKENS[number] for number in row.ids] == ["[CLS]", "[UNK]", "天", "[SEP]"]


def test_pairs(tokenizer):
    (row,) = tokenizer().encode([("天地", "我")])
    assert [TOKENS[number] for number in row.ids] == ["[CLS]", "天", "地", "[SEP]", "我", "[SEP]"]
    assert row.types.tolist() == [0, 0, 0, 0, 1, 1]


def test_one_text_is_cut_at_its_end(tokenizer):
    (row,) = tokenizer(8).encode([("天地" * 9,)])
    assert [TOKENS[number] for number in row.ids] == ["[CLS]", *"天地天地天地", "[SEP]"]


def test_words_keep_their_numbers(tokenizer):
    (row,) = tokenizer().encode_words([("我", "ab", "\u200b", "123", "天")])
    assert [TOKENS[number] for number in row.ids] == ["[CLS]", "我", "a", "##b", "12", "##3", "天", "[SEP]"]
    assert row.words.tolist() == [-1, 0, 1, 1, 3, 3, 4, -1]


def one_at_a_time(first, second, room):
    while first + second > room:
        if first > second:
            first -= 1
        else:
            second -= 1
    return [first, second]


@given(st.integers(0, 60), st.integers(0, 60), st.integers(5, 70))
def test_pairs_lose_the_end_of_the_longer_text(first, second, room):
    assert shortened([first, second], room) == one_at_a_time(first, second, room)


@given(st.lists(st.tuples(st.text(max_size=40), st.text(max_size=40)), max_size=4), st.integers(8, 30))
def test_no_text_is_longer_than_allowed(pairs, limit):
    for row in WordPiece("corpus", max_length=limit).encode(pairs):
        assert len(row.ids) == len(row.types) == len(row.words) <= limit
        assert np.count_nonzero(row.ids == 2) == 2


def test_bad_arguments(tokenizer, tmp_path):
    with pytest.raises(ConfigError, match="max_length"):
        tokenizer(4)
    with pytest.raises(DataError, match=r"vocab\.txt: the vocabulary cannot be read"):
        WordPiece(str(tmp_path))
