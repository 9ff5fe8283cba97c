"""Both languages say the same things."""

from __future__ import annotations

import string

import pytest

from paddle_lrkit.plot.words import CHINESE, ENGLISH, Phrase, StepWords, Words

PHRASES = {
    f"{owner.__name__}.{name}": (owner, name)
    for owner in (Words, StepWords)
    for name, value in vars(owner).items()
    if isinstance(value, Phrase)
}


@pytest.mark.parametrize(("owner", "name"), PHRASES.values(), ids=PHRASES)
def test_each_phrase_has_its_translation_with_the_same_places(owner, name):
    english, chinese = (getattr(owner(code), name) for code in ("en", "zh"))
    places = [[part[1] for part in string.Formatter().parse(one)] for one in (english, chinese)]
    assert chinese
    assert [part for part in places[0] if part is not None] == [part for part in places[1] if part is not None]
    assert english.isascii()


def test_calls_of_step_have_words_of_their_own():
    assert (ENGLISH.of_unit("call").updates, CHINESE.of_unit("call").update) == ("steps", "第 {} 次")
    assert (ENGLISH.of_unit("epoch").total, CHINESE.of_unit("epoch").update) == ("{} epochs", "轮次 {}")
    assert ENGLISH.of_unit("call").peak == ENGLISH.peak
    assert ENGLISH.of_unit("update") == ENGLISH
