"""Valid and invalid vocabulary files."""

from __future__ import annotations

import pytest

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.text.vocabulary import SPECIAL, Vocabulary, corpus_vocabulary, read_vocabulary

GOOD = "[PAD]\n[CLS]\n[SEP]\n[MASK]\n天\n[UNK]\n"


@pytest.mark.parametrize("text", [GOOD, GOOD.rstrip("\n"), GOOD.replace("\n", "\r\n"), "\ufeff" + GOOD])
def test_one_token_a_line(tmp_path, text):
    (tmp_path / "vocab.txt").write_bytes(text.encode())
    for path in (tmp_path, tmp_path / "vocab.txt"):
        vocabulary = read_vocabulary(str(path))
        assert vocabulary.tokens == ("[PAD]", "[CLS]", "[SEP]", "[MASK]", "天", "[UNK]")
        assert vocabulary.numbers["[UNK]"] == 5


def test_the_later_number_of_a_doubled_token_counts():
    vocabulary = Vocabulary([*SPECIAL, "天", "天"])
    assert (len(vocabulary), vocabulary.numbers["天"]) == (7, 6)


def test_the_corpus_has_a_token_for_each_character():
    vocabulary = corpus_vocabulary()
    assert vocabulary.tokens[:5] == SPECIAL
    assert {"我", "前", "者"} <= vocabulary.numbers.keys()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "cannot be read"),
        (b"", "is empty"),
        (GOOD.replace("[MASK]\n", "").encode(), r"the token \[MASK\] is missing"),
        ("天地".encode("gb18030"), "not UTF-8"),
    ],
)
def test_invalid_vocabularies(tmp_path, content, message):
    file = tmp_path / "vocab.txt"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_vocabulary(str(file))
