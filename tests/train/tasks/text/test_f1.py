"""F1 against scikit-learn and against entities counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import f1_score

from paddle_lrkit.train.tasks.text.f1 import NO_TAG, entity_f1, macro_f1, spans

TAGS = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]


@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=50))
def test_macro_f1_is_that_of_scikit_learn(rows):
    predicted, true = np.array(rows).T
    expected = f1_score(true, predicted, average="macro", zero_division=0)
    assert macro_f1(predicted, true, 7) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("O O", []),
        ("B-PER I-PER I-PER", [(0, 3, "PER")]),
        ("B-PER B-PER", [(0, 1, "PER"), (1, 2, "PER")]),
        ("B-PER I-LOC", [(0, 1, "PER"), (1, 2, "LOC")]),
        ("I-LOC I-LOC O I-LOC", [(0, 2, "LOC"), (3, 4, "LOC")]),
        ("B-PER M-PER E-PER S-PER", [(0, 3, "PER"), (3, 4, "PER")]),
        ("B-PER E-PER E-PER", [(0, 2, "PER"), (2, 3, "PER")]),
        ("B-PER I-PER L-PER U-LOC U-LOC", [(0, 3, "PER"), (3, 4, "LOC"), (4, 5, "LOC")]),
        ("S-PER I-PER", [(0, 1, "PER"), (1, 2, "PER")]),
        ("B I O B", [(0, 1, "B"), (1, 2, "I"), (3, 4, "B")]),
        ("noun verb O noun", [(0, 1, "noun"), (1, 2, "verb"), (3, 4, "noun")]),
    ],
)
def test_spans(tags, expected):
    assert spans(tags.split()) == expected


def test_an_entity_counts_only_whole():
    truth = [np.array([1, 2, 0, 3]), np.array([0, 0])]
    assert entity_f1(truth, truth, TAGS) == 1.0
    assert entity_f1([np.array([1, 0, 0, 3]), np.array([0, 0])], truth, TAGS) == 0.5
    assert entity_f1([np.array([0, 0, 0, 0]), np.array([0, 0])], truth, TAGS) == 0.0
    assert entity_f1([np.array([0])], [np.array([0])], TAGS) == 0.0


def test_a_word_without_a_tag_is_in_no_entity():
    truth = [np.array([1, 2, 0, 3])]
    assert entity_f1([np.array([1, NO_TAG, NO_TAG, 3])], truth, TAGS) == 0.5
    assert entity_f1([np.array([1, 2, NO_TAG, NO_TAG])], truth, TAGS) == pytest.approx(2 / 3)


def test_letters_alone_mark_words():
    letters = ["B", "M", "E", "S"]
    truth = [np.array([0, 1, 2, 3])]
    assert entity_f1(truth, truth, letters) == 1.0
    assert entity_f1([np.array([0, 2, 3, 3])], truth, letters) == pytest.approx(2 * 1 / 5)
    assert entity_f1([np.array([1, 0])], [np.array([1, 1])], ["M", "NN"]) == 0.5
