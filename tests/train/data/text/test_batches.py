"""Padded batches and the labels of split words."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.train.data.text.batches import IGNORED, TextBatch, word_labels
from paddle_lrkit.train.data.text.wordpiece import Encoded


def row(*ids: int, words: tuple[int, ...] = ()) -> Encoded:
    numbers = np.array(ids)
    return Encoded(numbers, np.zeros_like(numbers) + (numbers > 6), np.array(words or [-1] * len(ids)))


def test_a_batch_is_as_long_as_its_longest_sample():
    rows = [row(1, 5, 2), row(1, 5, 7, 9, 2), row(1, 2)]
    batch = TextBatch(rows, lambda encoded, index, _: (encoded.ids, np.array(index)), pad=0)
    ids, types, labels = batch([(0, 0), (0, 1)])
    assert ids.tolist() == [[1, 5, 2, 0, 0], [1, 5, 7, 9, 2]]
    assert types.tolist() == [[0, 0, 0, 0, 0], [0, 0, 1, 1, 0]]
    assert labels.tolist() == [0, 1]
    assert batch([(3, 2)])[0].shape == (1, 2)


def test_labels_of_tokens_are_padded_with_what_does_not_count():
    rows = [row(1, 5, 2), row(1, 2)]
    _, _, labels = TextBatch(rows, lambda encoded, *_: (encoded.ids, encoded.ids), pad=0)([(0, 0), (0, 1)])
    assert labels.tolist() == [[1, 5, 2], [1, 2, IGNORED]]


def test_the_position_in_the_run_reaches_the_sample():
    seen = []

    def target(encoded, index, position):
        seen.append((index, position))
        return encoded.ids, np.array(0)

    TextBatch([row(1, 2)] * 3, target, pad=0)([(4, 2), (4, 0)])
    assert seen == [(2, (4, 2)), (0, (4, 0))]


def test_a_word_that_left_no_token_takes_no_label():
    encoded = row(1, 8, 9, 7, 2, words=(-1, 0, 0, 2, -1))
    assert word_labels(encoded, [3, 4, 5]).tolist() == [IGNORED, 3, IGNORED, 5, IGNORED]
