"""The catalogue has every message, and its Chinese is well formed."""

from __future__ import annotations

import ast
import re

import pytest

from tools.messages.catalogue import MO, PO, as_mo, as_po, catalogue, faults, translations
from tools.messages.sources import PACKAGE, marked, singles, sources

KNOWN = translations()
MESSAGES = list(sources())


def test_the_catalogue_is_up_to_date():
    made = catalogue(MESSAGES, KNOWN)
    assert PO.read_bytes() == as_po(made), "python -m tools.messages"
    assert MO.read_bytes() == as_mo(made), "python -m tools.messages"


def test_no_message_is_without_a_good_translation():
    assert [f"{text!r}: {fault}" for text in singles(MESSAGES) for fault in faults(text, KNOWN.get(text, ""))] == []


@pytest.mark.parametrize(
    ("text", "translation", "fault"),
    [
        ("must be {}", "", "missing"),
        ("must be {}", "必须", "braces"),
        ("must be {0}", "必须是{1}", "braces"),
        ("{} updates", "{:,} 次更新", "braces"),
        ("{} of {}", "{1} 中的 {}", "braces"),
        ("one update", "一次 更新", "space"),
        ("one, two", "一,二", "half-width"),
        ("the rate is wrong", "the rate is wrong", "not in Chinese"),
    ],
)
def test_a_bad_translation_is_found(text, translation, fault):
    assert re.search(fault, " ".join(faults(text, translation)))


def test_messages_are_found_in_code():
    source = 'x = Message("a b")\ntr("c {}" " d", 1)\nplural(2, "epoch", "epochs")\nother("e")\ntr(name)'
    assert list(marked(source)) == ["a b", "c {} d", "{} epoch"]


ERRORS = ("ConfigError", "UsageError", "DataError", "CheckpointError", "LrkitError", "NoScheduleError", "CaseFailed")
HELPERS = ("error", "located", "refused", "fails")


def test_the_sentences_of_errors_are_messages():
    left = {}
    for file in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and name_of(call) in (*ERRORS, *HELPERS) and call.args:
                text = call.args[0]
                plain = "".join(
                    part.value
                    for part in ast.walk(text)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                )
                if isinstance(text, (ast.Constant, ast.JoinedStr)) and len(re.findall("[a-z_]{2,}", plain)) > 1:
                    left.setdefault(str(file.relative_to(PACKAGE)), []).append(text.lineno)
    assert left == {}


def name_of(call):
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
