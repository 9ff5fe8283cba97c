"""Carets below a part of a line, in the columns of a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.reports.check.excerpt import excerpt


def columns(text):
    """The columns of each character, from Unicode's table."""
    result, at = [], 0
    for letter in text:
        wide = 2 if unicodedata.east_asian_width(letter) in "WF" else 0 if unicodedata.category(letter) == "Mn" else 1
        result.append((at, at + wide))
        at += wide
    return result


def below(shown, carets):
    """What stands above the carets."""
    start, end = carets.index("^"), len(carets)
    assert carets == " " * start + "^" * (end - start)
    return "".join(letter for letter, (first, last) in zip(shown, columns(shown), strict=True) if start <= first < end)


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("  gamma: 0.1", "0.1"),
        ("学习率: 0.1  # 基础", "0.1"),
        ("学习率: {衰减: [8, 16]}", "[8, 16]"),
        ("学习率: 0.1", "学习率"),
        ("e\u0301t\u00e9: 0.1", "0.1"),
        ("ｆｕｌｌ: 'ｘ'", "'ｘ'"),
        ("\u2764\ufe0f: 0.1", "0.1"),
    ],
)
def test_the_carets_are_below_the_part(line, part):
    first = line.index(part)
    shown, carets = excerpt(line, (first, first + len(part)), 80)
    assert shown == line
    assert below(shown, carets) == part


def test_a_tab_is_four_columns():
    assert excerpt("\tgamma:\t-1", (8, 10), 80) == ("    gamma:    -1", "              ^^")


@pytest.mark.parametrize("control", ["\x1b[31m", "\x9b31m", "\x07", "\x00", "\u202e", "\u2066", "\x7f", "\ud800"])
def test_control_characters_do_not_reach_the_terminal(control):
    line = f"a{control}b: 1"
    shown, carets = excerpt(line, (len(line) - 1, len(line)), 80)
    assert all(letter.isprintable() for letter in shown)
    assert below(shown, carets) == "1"


@given(
    st.text(st.sampled_from("ab: 学率[]"), min_size=1, max_size=300).filter(lambda line: line == line.rstrip()),
    st.data(),
    st.integers(20, 120),
)
def test_a_line_is_cut_to_the_width_around_the_carets(line, data, width):
    first = data.draw(st.integers(0, len(line) - 1))
    last = data.draw(st.integers(first + 1, len(line)))
    shown, carets = excerpt(line, (first, last), width)
    assert max(columns(shown)[-1][1], len(carets)) <= width
    part = below(shown, carets)
    assert part
    assert line[first:last].startswith(part)
    if columns(line)[-1][1] <= width:
        assert (shown, part) == (line, line[first:last])


def test_a_line_of_a_megabyte_takes_no_time():
    line = "x" * 1_000_000 + "y" + "z" * 1_000_000
    shown, carets = excerpt(line, (1_000_000, 1_000_001), 80)
    assert below(shown, carets) == "y"
    assert shown[0] == shown[-1] == "…"
    assert len(shown) == 80


def test_without_columns_there_are_no_carets():
    assert excerpt("a: 1", None, 80) == ("a: 1", "")
