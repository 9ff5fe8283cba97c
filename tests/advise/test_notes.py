"""Statements that are added."""

import pytest

from paddle_lrkit.advise.data import notes
from paddle_lrkit.advise.guide import GRADES
from tests.advise.final_losses import FINAL_LOSS, RATES


@pytest.mark.parametrize("note", notes().values(), ids=lambda note: note.key)
def test_a_note_is_whole(note):
    assert note.statement.grade in GRADES
    assert note.statement.text.en.endswith(".")
    assert note.statement.text.zh.endswith("。")
    assert note.statement.text.en.count("{}") == note.statement.text.zh.count("{}")


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
        assert f"{number:.4f}" in notes()["order-turns"].statement.text.en
        assert f"{number:.4f}" in notes()["order-turns"].statement.text.zh
