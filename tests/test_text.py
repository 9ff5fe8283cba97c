"""Numbers, lists, tables and sentences as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paddle_lrkit.text import (
    cells,
    format_count,
    format_epoch,
    format_factor,
    format_rate,
    format_share,
    format_speed,
    join_names,
    markdown_table,
    table,
    wrap,
)


@given(st.floats(1e-300, 9e4))
def test_a_rate_reads_back(value):
    assert float(format_rate(value)) == pytest.approx(value, rel=6e-4)


@pytest.mark.parametrize("value", ["nan", "inf", "-inf"])
def test_a_rate_that_is_no_number_is_written_as_it_is(value):
    assert format_rate(float(value)) == value


@given(st.integers(0, 10**9), st.integers(1, 10**6))
def test_an_epoch_is_never_rounded_up(update, steps_per_epoch):
    shown = float(format_epoch(update, steps_per_epoch).replace(",", ""))
    exact = update / steps_per_epoch
    assert shown <= exact * 1.006
    assert int(shown) == update // steps_per_epoch
    assert exact - shown < 0.0011


@given(st.floats(1e-12, 1e15))
def test_a_count_reads_back_without_an_exponent(value):
    text = format_count(value)
    assert "e" not in text
    assert float(text.replace(",", "")) == pytest.approx(value, rel=0.051, abs=0 if value < 0.1 else 0.006)


@given(st.integers(0, 10**15))
def test_a_whole_count_is_exact(value):
    assert format_count(value) == f"{value:,}"


@given(st.floats(2e-6, 1e6))
def test_a_share_is_0_or_100_only_where_it_reads_so(value):
    text = format_share(value)
    shown = float(text.removesuffix("%").replace(",", ""))
    assert "e" not in text
    assert shown > 0
    assert shown == pytest.approx(100 * value, rel=0.051)
    assert shown != 100 or abs(value - 1) < 1e-4


@given(st.floats(1e-300, 9e-7))
def test_a_tiny_share_is_not_nothing(value):
    assert format_share(value) == "less than 0.0001%"


@given(st.floats(1e-9, 1e9))
def test_a_factor_reads_back_without_an_exponent(value):
    text = format_factor(value)
    assert "e" not in text
    assert float(text.replace(",", "")) == pytest.approx(value, rel=6e-3)


def test_a_list_of_one_name_is_the_name():
    assert (join_names(["a"]), join_names("ab", most=2)) == ("a", "a and b")


@pytest.mark.parametrize(
    ("text", "width"), [("one two three", 7), ("采用余弦衰减，并逐层降低学习率。", 12), ("a 学习率 b", 3)]
)
def test_lines_keep_to_the_width(text, width):
    lines = wrap(text, width)
    assert max(cells(line) for line in lines) <= width + 2
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert not any(line.startswith(("，", "。")) for line in lines)


def test_the_lines_after_the_first_are_indented():
    assert wrap("one two three", 8, "  ") == ["one two", "  three"]


def test_columns_of_wide_characters_line_up():
    assert table([("学习率", "a"), ("lr", "b")], ">") == ["学习率  a", "    lr  b"]


def test_markdown_cells_keep_to_their_cell():
    assert markdown_table(["a"], [["x|y\nz <b>"]])[-1] == r"| x\|y z &lt;b> |"


@pytest.mark.parametrize(
    ("speed", "text"), [(1234.5, "1234"), (99.7, "100"), (7.312, "7.3"), (0.731, "0.73"), (0.0451, "0.045"), (0.0, "0")]
)
def test_a_speed_below_one_is_not_zero(speed, text):
    assert format_speed(speed) == text


@pytest.mark.parametrize("width", range(12, 40))
def test_marks_stay_with_their_words_and_within_the_width(width):
    text = "峰值 0.01（默认），预热 200 次更新；其余见 `lrkit rule`。[默认：20%] “余弦”，线性。"
    lines = wrap(text, width)
    assert max(map(cells, lines)) <= width
    assert not [line for line in lines if line[0] in "，。；：、）”]" or line[-1] in "（“["]
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
