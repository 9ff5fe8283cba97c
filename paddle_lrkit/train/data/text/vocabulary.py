"""The tokens of a BERT-like vocabulary and their numbers."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from paddle_lrkit.errors import DataError

PAD, CLS, SEP, MASK, UNK = "[PAD]", "[CLS]", "[SEP]", "[MASK]", "[UNK]"
SPECIAL = (PAD, CLS, SEP, MASK, UNK)
FILE_NAME = "vocab.txt"


class Vocabulary:
    """Tokens by number.

    Args:
        tokens: In the order of their numbers, with `SPECIAL` among them; of a token that is in it twice the later
            number counts, as in PaddleNLP.
        source: What errors call it.

    Attributes:
        numbers: Token -> number.

    Raises:
        DataError: A special token is missing.

    Example:
        >>> vocabulary = Vocabulary([*SPECIAL, "天"])
        >>> len(vocabulary), vocabulary.numbers["天"], vocabulary.numbers[PAD]
        (6, 5, 0)
    """

    def __init__(self, tokens: Sequence[str], source: str = "the vocabulary") -> None:
        self.tokens = tuple(tokens)
        self.source = source
        self.numbers = {token: number for number, token in enumerate(self.tokens)}
        missing = [token for token in SPECIAL if token not in self.numbers]
        if missing:
            raise DataError(f"{source}: the token {missing[0]} is missing; a BERT or ERNIE vocabulary has it")

    def __len__(self) -> int:
        return len(self.tokens)


def read_vocabulary(path: str) -> Vocabulary:
    """Reads a ``vocab.txt``, a token a line, or the one in a folder.

    Only the end of a line is cut off, as in PaddleNLP; empty lines at the end do not count.

    Raises:
        DataError: The file is missing, not UTF-8, empty or no such vocabulary.
    """
    name = os.path.join(path, FILE_NAME) if os.path.isdir(path) else path
    try:
        text = Path(name).read_text(encoding="utf-8-sig")
    except OSError as error:
        raise DataError(f"{name}: the vocabulary cannot be read: {error.strerror or error}") from None
    except UnicodeDecodeError:
        raise DataError(f"{name}: the vocabulary is not UTF-8 text") from None
    tokens = text.rstrip("\n").split("\n")
    if tokens == [""]:
        raise DataError(f"{name}: the vocabulary is empty")
    return Vocabulary(tokens, name)


def corpus_vocabulary() -> Vocabulary:
    """The special tokens, then the characters of `Corpus`."""
    from paddle_lrkit.train.data.toy.corpus import corpus_characters

    return Vocabulary([*SPECIAL, *corpus_characters()], "the vocabulary of the corpus")
