"""Masked tokens: how many, which, and their replacements."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.errors import ConfigError
from paddle_lrkit.train.data.text.batches import IGNORED
from paddle_lrkit.train.data.text.masking import MaskTokens
from paddle_lrkit.train.data.text.vocabulary import SPECIAL, Vocabulary

VOCABULARY = Vocabulary([*SPECIAL, *map(chr, range(0x4E00, 0x4E40))])


@given(st.integers(1, 60), st.floats(0.01, 1), st.integers(0, 9))
def test_the_requested_fraction_is_selected_and_labels_are_the_original_tokens(length, probability, seed):
    ids = np.array([1, *(5 + index for index in range(length)), 2])
    hidden, labels = MaskTokens(VOCABULARY, probability)(ids, np.random.default_rng(seed))
    chosen = labels != IGNORED
    assert chosen.sum() == min(length, max(1, round(probability * length)))
    assert not chosen[[0, -1]].any()
    np.testing.assert_array_equal(labels[chosen], ids[chosen])
    np.testing.assert_array_equal(hidden[~chosen], ids[~chosen])


def test_fractions_of_masked_and_replaced_tokens():
    ids = np.full(20000, 7)
    hidden, _ = MaskTokens(VOCABULARY, 1.0, mask=0.8, replace=0.1)(ids, np.random.default_rng(0))
    assert (hidden == 3).mean() == pytest.approx(0.8, abs=0.02)
    assert (hidden == 7).mean() == pytest.approx(0.1, abs=0.02)


def test_a_replacement_is_never_a_special_token():
    ids = np.full(5000, 7)
    hidden, _ = MaskTokens(VOCABULARY, 1.0, mask=0, replace=1)(ids, np.random.default_rng(0))
    assert set(hidden.tolist()) == set(range(len(SPECIAL), len(VOCABULARY)))


def test_a_text_without_tokens_stays():
    hidden, labels = MaskTokens(VOCABULARY)(np.array([1, 2]), np.random.default_rng(0))
    assert hidden.tolist() == [1, 2]
    assert labels.tolist() == [IGNORED, IGNORED]


@pytest.mark.parametrize("options", [{"probability": 0}, {"mask": 1.1}, {"mask": 0.8, "replace": 0.3}])
def test_bad_parts(options):
    with pytest.raises(ConfigError, match=list(options)[-1]):
        MaskTokens(VOCABULARY, **options)
