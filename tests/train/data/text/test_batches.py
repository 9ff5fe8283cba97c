"""Padded batches, and labels of words with several tokens."""

from __future__ import annotations

import numpy as np

from paddle_lrkit.train.data.text.batches import IGNORED, TextFetcher, word_labels
from paddle_lrkit.train.data.text.wordpiece import Encoded


def row(*ids: int, words: tuple[int, ...] = ()) -> Encoded:
    numbers = np.array(ids)
    return Encoded(numbers, np.zeros_like(numbers) + (numbers > 6), np.array(words or [-1] * len(ids)))


def test_a_batch_is_as_long_as_its_longest_sample():
    rows = [row(1, 5, 2), row(1, 5, 7, 9, 2), row(1, 2)]
    batch = TextFetcher(rows, lambda encoded, key: (encoded.ids, np.array(key[1])), pad=0)
    ids, types, labels = batch([(0, 0), (0, 1)])
    assert ids.tolist() == [[1, 5, 2, 0, 0], [1, 5, 7, 9, 2]]
    assert types.tolist() == [[0, 0, 0, 0, 0], [0, 0, 1, 1, 0]]
    assert labels.tolist() == [0, 1]
    assert batch([(3, 2)]).input_ids.shape == (1, 2)


def test_labels_of_tokens_are_padded_with_ignored():
    rows = [row(1, 5, 2), row(1, 2)]
    _, _, labels = TextFetcher(rows, lambda encoded, *_: (encoded.ids, encoded.ids), pad=0)([(0, 0), (0, 1)])
    assert labels.tolist() == [[1, 5, 2], [1, 2, IGNORED]]


def test_the_key_of_a_sample_reaches_its_target():
    seen = []

    def target(encoded, key):
        seen.append((encoded, key))
        return encoded.ids, np.array(0)

    rows = [row(1, 2), row(1, 3), row(1, 4)]
    TextFetcher(rows, target, pad=0)([(4, 2), (4, 0)])
    assert seen == [(rows[2], (4, 2)), (rows[0], (4, 0))]


def test_a_word_without_a_token_has_no_label():
    encoded = row(1, 8, 9, 7, 2, words=(-1, 0, 0, 2, -1))
    assert word_labels(encoded, [3, 4, 5]).tolist() == [IGNORED, 3, IGNORED, 5, IGNORED]
