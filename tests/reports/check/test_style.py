"""Colors and paragraphs."""

from __future__ import annotations

from paddle_lrkit.reports.check.style import TextStyle


def test_a_color_is_there_only_if_there_are_colors():
    assert TextStyle().paint("x", "red", bold=True) == "x"
    assert TextStyle(color=True).paint("x", "red") == "\x1b[31mx\x1b[0m"
    assert TextStyle(color=True).paint("x") == "x"
    assert TextStyle(color=True).paint("", "red") == ""


def test_a_paragraph_is_broken_only_in_full():
    assert TextStyle(width=9).paragraph("one two three") == "one two three"
    assert TextStyle(full=True, width=9).paragraph("one two three") == "one two\n  three"


def test_the_place_of_an_entry_is_bold():
    style = TextStyle(full=True, color=True, width=12)
    assert style.entry("a.yml:3", "one two") == "\x1b[1ma.yml:3\x1b[0m: one\n  two"


def test_a_place_with_spaces_may_be_broken():
    assert TextStyle(full=True, color=True, width=8).entry("a b c d e", "x") == "a b c d\n  e: x"
