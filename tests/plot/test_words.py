"""Both languages say the same things."""

from __future__ import annotations

import dataclasses
import string

import pytest

from paddle_lrkit.plot.words import CHINESE, ENGLISH, LANGUAGES


@pytest.mark.parametrize("name", [field.name for field in dataclasses.fields(ENGLISH)])
def test_each_word_has_its_translation_with_the_same_places(name):
    places = [[part[1] for part in string.Formatter().parse(getattr(one, name))] for one in (ENGLISH, CHINESE)]
    assert getattr(CHINESE, name)
    assert [part for part in places[0] if part is not None] == [part for part in places[1] if part is not None]
    assert getattr(ENGLISH, name).isascii()


def test_languages_are_known_by_their_code():
    assert LANGUAGES == {"en": ENGLISH, "zh": CHINESE}
