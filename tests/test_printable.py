"""Control characters, direction marks and invisible characters become codes."""

from __future__ import annotations

import json
import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.printable import printable


def test_control_characters_become_codes():
    assert printable("a\n\x00b学\u202e\U000e0041\udc80") == r"a\n\x00b学\u202e\udb40\udc41\udc80"
    assert printable("a\n\tb\r\nc\rd\x1b", lines=True) == "a\n\tb\r\nc\\rd\\x1b"


def test_what_is_printable_is_what_unicode_says():
    for number in range(sys.maxunicode + 1):
        letter = chr(number)
        hidden = unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp")
        if hidden or unicodedata.category(letter) != "Cn":
            assert (printable(letter) != letter) == hidden, hex(number)


@given(st.text(st.characters(exclude_categories=()).filter(lambda letter: letter >= " ")))
def test_json_with_codes_is_the_same_json(text):
    assert json.loads(printable(json.dumps(text, ensure_ascii=False))) == json.loads(json.dumps(text))
