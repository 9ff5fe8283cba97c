"""Texts as padded batches: what the text tasks read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np

from paddle_lrkit.train.data.loading.sampler import Position
from paddle_lrkit.train.data.text.wordpiece import Encoded

IGNORED = -100
"""The label of a token that does not count."""


class TextDataset(Protocol):
    """Labelled texts and pairs of texts by index; no Paddle needed."""

    @property
    def labels(self) -> Sequence[str]:
        """Names of the classes; empty for texts without labels."""

    def __len__(self) -> int:
        """Number of samples."""

    def __getitem__(self, index: int) -> tuple[tuple[str, ...], int]:
        """One or two texts, and the number of their class."""


class WordDataset(Protocol):
    """Texts cut into words (often characters), each with a label."""

    @property
    def labels(self) -> Sequence[str]:
        """Names of the tags."""

    def __len__(self) -> int:
        """Number of samples."""

    def __getitem__(self, index: int) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The words, and the number of the tag of each."""


Target = Callable[[Encoded, int, Position], tuple[np.ndarray, np.ndarray]]
"""Of a sample: what the model reads, and its labels (one, or one a token)."""


class TextBatch:
    """Makes the arrays of one batch, padded to its longest sample.

    Args:
        encoded: The samples.
        target: Gives token numbers and labels of a sample; a pure function of the sample and its position in the run.
        pad: Number of the padding token.
    """

    def __init__(self, encoded: Sequence[Encoded], target: Target, pad: int) -> None:
        self.encoded = encoded
        self.target = target
        self.pad = pad

    def __call__(self, positions: list[Position]) -> list[np.ndarray]:
        rows = [self.encoded[index] for _, index in positions]
        made = [self.target(row, index, (epoch, index)) for row, (epoch, index) in zip(rows, positions, strict=True)]
        labels = [label for _, label in made]
        whole = np.stack(labels) if labels[0].ndim == 0 else padded(labels, IGNORED)
        return [padded([ids for ids, _ in made], self.pad), padded([row.types for row in rows], 0), whole]


def padded(rows: Sequence[np.ndarray], value: int) -> np.ndarray:
    """Rows of different length as one array, int64, shape ``[rows, longest]``.

    Example:
        >>> padded([np.array([1, 2]), np.array([3])], 0)
        array([[1, 2],
               [3, 0]])
    """
    whole = np.full((len(rows), max(len(row) for row in rows)), value, dtype=np.int64)
    for row, line in zip(rows, whole, strict=True):
        line[: len(row)] = row
    return whole


def word_labels(encoded: Encoded, labels: Sequence[int]) -> np.ndarray:
    """A label for each token: that of its word for the first token of the word, `IGNORED` for all others.

    Example:
        >>> row = Encoded(np.array([1, 7, 8, 9, 2]), np.zeros(5), np.array([-1, 0, 0, 1, -1]))
        >>> word_labels(row, [4, 5])
        array([-100,    4, -100,    5, -100])
    """
    first = np.diff(encoded.words, prepend=-1) != 0
    counted = first & (encoded.words >= 0)
    return np.where(counted, np.take(np.asarray(labels, np.int64), encoded.words, mode="clip"), IGNORED)
