"""Statements that are added."""

import pytest

from paddle_lrkit.advise.losses import FINAL_LOSS, RATES
from paddle_lrkit.advise.notes import NOTES, ORDER_TURNS
from paddle_lrkit.advise.row import GRADES


@pytest.mark.parametrize("note", NOTES, ids=lambda note: note.key)
def test_a_note_is_whole(note):
    assert note.because.grade in GRADES
    assert note.because.text.en.endswith(".")
    assert note.because.text.zh.endswith("。")
    assert note.because.text.en.count("{}") == note.because.text.zh.count("{}")


def test_the_numbers_are_those_of_the_table():
    low, high = RATES.index(1e-4), RATES.index(2e-3)
    numbers = [
        FINAL_LOSS["cosine to 0"][low],
        FINAL_LOSS["constant"][low],
        FINAL_LOSS["wsd 20% linear"][low],
        FINAL_LOSS["cosine to 0"][high],
        FINAL_LOSS["constant"][high],
    ]
    for number in numbers:
        assert f"{number:.4f}" in ORDER_TURNS.because.text.en
        assert f"{number:.4f}" in ORDER_TURNS.because.text.zh
