"""Texts as padded batches."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np

from paddle_lrkit.train.data.loading.sampler import SampleKey
from paddle_lrkit.train.data.text.wordpiece import Encoded

IGNORED = -100
"""The label of a token that does not count."""


class TextBatch(NamedTuple):
    """A batch of ``n`` texts padded to the longest one: NumPy arrays in a worker, Paddle tensors in a task.

    Args:
        input_ids: Token numbers, int64, shape ``[n, length]``, padded with the padding token.
        token_type_ids: Segment numbers, int64, shape ``[n, length]``, padded with 0.
        labels: int64, shape ``[n]``; or one per token, shape ``[n, length]``, padded with `IGNORED`.
    """

    input_ids: Any
    token_type_ids: Any
    labels: Any


TargetFunction = Callable[[Encoded, SampleKey], tuple[np.ndarray, np.ndarray]]
"""Sample and its key -> what the model reads, int64 ``[length]``, and its labels, int64 ``[]`` or ``[length]``."""


@dataclass(frozen=True)
class TextFetcher:
    """Makes the arrays of a `TextBatch`.

    Args:
        encoded: The samples.
        target: Gives token numbers and labels of a sample; a pure function.
        pad: Number of the padding token.
    """

    encoded: Sequence[Encoded]
    target: TargetFunction
    pad: int

    def __call__(self, keys: list[SampleKey]) -> TextBatch:
        rows = [self.encoded[index] for _, index in keys]
        ids, labels = zip(*map(self.target, rows, keys), strict=True)
        return TextBatch(
            input_ids=padded(ids, self.pad),
            token_type_ids=padded([row.types for row in rows], 0),
            labels=np.stack(labels) if labels[0].ndim == 0 else padded(labels, IGNORED),
        )


def padded(rows: Sequence[np.ndarray], value: int) -> np.ndarray:
    """Rows of different lengths as one array, int64, shape ``[rows, longest]``.

    Example:
        >>> padded([np.array([1, 2]), np.array([3])], 0)
        array([[1, 2],
               [3, 0]])
    """
    array = np.full((len(rows), max(map(len, rows))), value, dtype=np.int64)
    for row, line in zip(rows, array, strict=True):
        line[: len(row)] = row
    return array


def word_labels(encoded: Encoded, labels: Sequence[int]) -> np.ndarray:
    """Labels of tokens, int64 ``[length]``: the first token of a word has the word's label, others `IGNORED`.

    Args:
        encoded: The tokens.
        labels: A label for each word.

    Example:
        >>> row = Encoded(np.array([1, 7, 8, 9, 2]), np.zeros(5), np.array([-1, 0, 0, 1, -1]))
        >>> word_labels(row, [4, 5])
        array([-100,    4, -100,    5, -100])
    """
    first = np.diff(encoded.words, prepend=-1) != 0
    counted = first & (encoded.words >= 0)
    return np.where(counted, np.take(np.asarray(labels, np.int64), encoded.words, mode="clip"), IGNORED)
