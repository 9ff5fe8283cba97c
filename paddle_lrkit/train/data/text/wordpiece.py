"""WordPiece tokens of BERT and ERNIE, with Hugging Face ``tokenizers``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from paddle_lrkit.config.file_paths import FilePath
from paddle_lrkit.errors import DataError, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.text.vocabulary import CLS, SEP, UNK, corpus_vocabulary, read_vocabulary

_LONGEST_WORD = 100
_SHIPPED = "corpus"
_ALONE = r"[\p{S}\x{B2}\x{B5}\x{BA}\x{D8}\x{14B}\x{1B1}\x{3007}]"
"""Symbols, and the few other characters that PaddleNLP treats as symbols."""


@dataclass(frozen=True)
class Encoded:
    """The tokens of one text or pair.

    Args:
        ids: Token numbers with ``[CLS]`` and ``[SEP]``, int64, shape ``[n]``.
        types: 0 for the first text, 1 for the second, int64, shape ``[n]``.
        words: Index of each token's word in texts that are split into words, -1 for ``[CLS]`` and ``[SEP]``; int64,
            shape ``[n]``.
    """

    ids: np.ndarray
    types: np.ndarray
    words: np.ndarray


class WordPiece:
    """Splits text as PaddleNLP's ``ErnieTokenizer`` does.

    Removes control characters, and with ``lowercase`` also accents. Chinese characters, punctuation and symbols are
    tokens of their own; the rest is split into the longest known pieces. Full-width letters do not change, and
    ``[CLS]`` in a text is ordinary text.

    Args:
        vocab: A ``vocab.txt`` or a folder with one; ``corpus`` for the characters of the shipped corpus.
        max_length: Largest number of tokens of a text or a pair, including ``[CLS]`` and ``[SEP]``. Longer texts lose
            their end; in pairs, the longer text does.
        lowercase: Whether to remove case and accents.

    Attributes:
        vocabulary: Tokens and numbers.

    Raises:
        ConfigError: ``max_length`` is below 8.
        DataError: The vocabulary cannot be used, or ``tokenizers`` is not installed.

    Example:
        >>> WordPiece(vocab="corpus", max_length=16).encode([("我和小王",)])[0].types
        array([0, 0, 0, 0, 0, 0])
    """

    def __init__(self, vocab: Literal["corpus"] | FilePath, max_length: int = 128, lowercase: bool = True) -> None:
        self.vocabulary = corpus_vocabulary() if vocab == _SHIPPED else read_vocabulary(vocab)
        self.max_length = check_integer("max_length", max_length, at_least=8)
        self._pieces = _pieces(self.vocabulary.numbers, lowercase)

    def encode(self, texts: Iterable[Sequence[str]]) -> list[Encoded]:
        """The tokens of texts ``(text,)`` or pairs ``(first, second)``."""
        rows = list(texts)
        flat = self._pieces.encode_batch([text for row in rows for text in row], add_special_tokens=False)
        pieces = iter(flat)
        return [self._assembled([next(pieces) for _ in row]) for row in rows]

    def encode_words(self, texts: Iterable[Sequence[str]]) -> list[Encoded]:
        """The tokens of texts that are already split into words."""
        rows = [list(words) for words in texts]
        pieces = self._pieces.encode_batch(rows, is_pretokenized=True, add_special_tokens=False)
        return [self._assembled([piece]) for piece in pieces]

    def _assembled(self, pieces: list[Any]) -> Encoded:
        """``[CLS] first [SEP]`` or ``[CLS] first [SEP] second [SEP]``"""
        lengths = shortened([len(piece.ids) for piece in pieces], self.max_length - 1 - len(pieces))
        numbers = self.vocabulary.numbers
        ids, types, words = [numbers[CLS]], [0], [-1]
        for kind, (piece, length) in enumerate(zip(pieces, lengths, strict=True)):
            ids += [*piece.ids[:length], numbers[SEP]]
            types += [kind] * (length + 1)
            words += [-1 if word is None else word for word in piece.word_ids[:length]] + [-1]
        return Encoded(*(np.array(values, dtype=np.int64) for values in (ids, types, words)))


def shortened(lengths: Sequence[int], room: int) -> list[int]:
    """Lengths of one or two texts after truncation: the longer one is shortened, in a tie the second one.

    Args:
        lengths: Tokens of each text.
        room: Largest sum of the new lengths.

    Example:
        >>> shortened([5, 3], 6), shortened([4, 4], 5), shortened([9], 6)
        ([3, 3], [3, 2], [6])
    """
    if len(lengths) == 1:
        return [min(lengths[0], room)]
    first, second = lengths
    if first + second <= room:
        return [first, second]
    second_keeps = max(min(second, room // 2), room - first)
    return [room - second_keeps, second_keeps]


def _pieces(numbers: dict[str, int], lowercase: bool) -> Any:
    try:
        from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
    except ImportError:
        raise DataError(tr("text needs tokenizers; install it with: pip install 'paddle-lrkit[train]'")) from None
    model = models.WordPiece(dict(numbers), unk_token=UNK, max_input_chars_per_word=_LONGEST_WORD)
    tokenizer = Tokenizer(model)
    tokenizer.normalizer = normalizers.BertNormalizer(
        clean_text=True, handle_chinese_chars=True, strip_accents=None, lowercase=lowercase
    )
    symbols = pre_tokenizers.Split(Regex(_ALONE), "isolated")
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.BertPreTokenizer(), symbols])
    return tokenizer
