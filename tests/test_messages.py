"""Messages in the language of the command."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from paddle_lrkit.messages import (
    LANGUAGE_VARIABLE,
    Message,
    current_language,
    in_language,
    join_parts,
    join_sentences,
    preferred_language,
    tr,
)

WARMUP = Message("warmup {}")


def test_a_message_has_two_languages():
    assert (WARMUP.filled(500).of("en"), WARMUP.filled(500).of("zh")) == ("warmup 500", "预热 500")


def test_a_message_goes_into_another_in_its_language():
    filled = Message("{} continued from {}").filled(WARMUP.filled("1,000"), "a")
    assert (filled.en, filled.zh) == ("warmup 1,000 continued from a", "预热 1,000 从 a 继续")


def test_a_text_without_a_translation_stays():
    assert Message("train.py:3").zh == "train.py:3"
    assert Message("").zh == ""


def test_braces_without_values_stay():
    assert tr("{a} {}") == "{a} {}"
    assert Message("{a}").en == "{a}"


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "必须为 0，但得到 1"), ("一个数", "必须为一个数，但得到 1"), ("数 据", "必须为数 据，但得到 1")],
)
def test_a_chinese_value_follows_a_chinese_character_without_a_space(value, text):
    with in_language("zh"):
        assert tr("must be {}, got {}", value, 1) == text


def test_sentences_are_joined_with_spaces_only_in_english():
    joined = join_sentences([WARMUP.filled(1), WARMUP.filled(2)])
    assert (joined.en, joined.zh) == ("warmup 1 warmup 2", "预热 1预热 2")
    assert join_parts([WARMUP.filled(1), WARMUP.filled(2)], "; ", "；").zh == "预热 1；预热 2"


def test_the_language_holds_inside_its_block():
    with in_language("zh"):
        assert str(WARMUP.filled(1)) == "预热 1"
    with pytest.raises(KeyError), in_language("zh"):
        raise KeyError
    assert (current_language(), str(WARMUP.filled(1))) == ("en", "warmup 1")


def test_a_process_that_a_command_starts_speaks_its_language():
    code = "from paddle_lrkit.messages import tr; print(ascii(tr('warmup {}', 5)))"
    environ = {**os.environ, LANGUAGE_VARIABLE: "zh"}
    printed = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert printed.stdout.strip() == ascii("预热 5")


@pytest.mark.parametrize(
    ("environ", "code"),
    [
        ({}, "en"),
        ({"LANG": "zh_TW.Big5"}, "zh"),
        ({"LANG": "en_US", "LC_MESSAGES": "zh_CN"}, "zh"),
        ({"LANG": ""}, "en"),
    ],
)
def test_the_locale_chooses_the_language(environ, code):
    assert preferred_language(environ) == code


def test_no_import_of_a_light_command_reads_the_catalogue():
    code = (
        "from importlib import import_module\nfrom paddle_lrkit.cli.main import COMMANDS\n"
        "for name in COMMANDS: import_module(f'paddle_lrkit.cli.{name}')\n"
        "import paddle_lrkit.reports.rank, paddle_lrkit.reports.advise.answer\n"
        "from paddle_lrkit.messages import _catalogue\nprint(_catalogue.cache_info().currsize)"
    )
    environ = {**os.environ, LANGUAGE_VARIABLE: "en"}
    printed = subprocess.run([sys.executable, "-c", code], env=environ, capture_output=True, text=True, check=True)
    assert printed.stdout == "0\n"
