"""The tokens of a BERT-like vocabulary and their numbers."""

from __future__ import annotations

import os
from collections.abc import Sequence

from paddle_lrkit.errors import DataError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.utf8 import read_utf8

PAD, CLS, SEP, MASK, UNK = "[PAD]", "[CLS]", "[SEP]", "[MASK]", "[UNK]"
SPECIAL = (PAD, CLS, SEP, MASK, UNK)
FILE_NAME = "vocab.txt"


class Vocabulary:
    """Tokens by number.

    Args:
        tokens: Tokens in the order of their numbers, including `SPECIAL`. A repeated token has its last number, as in
            PaddleNLP.
        source: Name of the vocabulary, for messages.

    Attributes:
        numbers: Token -> number.

    Raises:
        DataError: A special token is missing.

    Example:
        >>> vocabulary = Vocabulary([*SPECIAL, "天"])
        >>> len(vocabulary), vocabulary.numbers["天"], vocabulary.numbers[PAD]
        (6, 5, 0)
    """

    def __init__(self, tokens: Sequence[str], source: str | None = None) -> None:
        self.tokens = tuple(tokens)
        self.source = source or tr("the vocabulary")
        self.numbers = {token: number for number, token in enumerate(self.tokens)}
        missing = [token for token in SPECIAL if token not in self.numbers]
        if missing:
            raise DataError(
                tr("{}: the token {} is missing; every BERT or ERNIE vocabulary has it", self.source, missing[0])
            )

    def __len__(self) -> int:
        return len(self.tokens)


def read_vocabulary(path: str) -> Vocabulary:
    """Reads a ``vocab.txt`` with one token per line, or the one in a folder.

    Removes only line ends, as PaddleNLP does, and ignores empty lines at the end.

    Raises:
        DataError: The file is missing, not UTF-8 or empty, or lacks a special token.
    """
    name = os.path.join(path, FILE_NAME) if os.path.isdir(path) else path
    tokens = read_utf8(name, tr("the vocabulary")).rstrip("\n").split("\n")
    if tokens == [""]:
        raise DataError(tr("{}: the vocabulary is empty", name))
    return Vocabulary(tokens, name)


def corpus_vocabulary() -> Vocabulary:
    """The special tokens, then the characters of `Corpus`."""
    from paddle_lrkit.train.data.toy.corpus import corpus_characters

    return Vocabulary([*SPECIAL, *corpus_characters()], tr("the vocabulary of the corpus"))
