"""The terminal chart fits, and its rows and columns are right."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paddle_lrkit.curves import constant, cosine, multistep
from paddle_lrkit.plot.schedule_chart import schedule_chart
from paddle_lrkit.plot.series import series_of
from paddle_lrkit.plot.terminal import can_show_braille, draw_terminal
from paddle_lrkit.plot.words import CHINESE
from paddle_lrkit.suites.schedule import Schedule
from paddle_lrkit.text import cells
from paddle_lrkit.units import RunLength


def chart_of(*schedules, **options):
    return schedule_chart(series_of(schedules), **options)


def drop(total=1000, at=600, warmup=0):
    curve = multistep(0.1, [at - warmup]).warmup(warmup)
    return Schedule(curve, "lrkit", RunLength(total, 100), "MultiStepDecay", "drop.yml", warmup)


def plot_rows(text):
    """Rows of the plot, right of the left edge."""
    return [re.split("[│┤|]", line, maxsplit=1)[1] for line in text.split("\n") if re.search("[│┤|]", line)]


def dots(rows):
    """Dots of the braille characters, as (column, row) counted in dots."""
    bits = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2), (0, 3), (1, 3)]
    return {
        (2 * column + x, 4 * row + y)
        for row, line in enumerate(rows)
        for column, character in enumerate(line)
        if 0x2800 <= ord(character) < 0x2900
        for bit, (x, y) in enumerate(bits)
        if ord(character) - 0x2800 >> bit & 1
    }


@settings(max_examples=80)
@given(
    data=st.data(), columns=st.integers(40, 200), rows=st.integers(12, 60), ascii_only=st.booleans(), zh=st.booleans()
)
def test_the_chart_fits(schedules, data, columns, rows, ascii_only, zh):
    chosen = data.draw(st.lists(schedules, min_size=1, max_size=3))
    options = {"words": CHINESE} if zh else {}
    text = draw_terminal(chart_of(*chosen, **options), columns, rows, ascii_only=ascii_only)
    lines = text.split("\n")
    assert all(cells(line) <= columns for line in lines)
    assert len(lines) <= max(rows, 24)
    assert ascii_only or len(plot_rows(text)) >= 5
    if ascii_only and not zh:
        assert text.isascii()


@given(at=st.integers(50, 950), columns=st.integers(40, 160))
def test_peak_and_drop_are_in_their_row_and_column(at, columns):
    text = draw_terminal(chart_of(drop(at=at)), columns, 24)
    rows = plot_rows(text)
    found = dots(rows)
    width = 2 * (columns - len(text.split("\n")[-2].split(" 0 ")[0]) - 2)
    column = max(x for x, y in found if y == min(row for _, row in found))
    drawn = {x for x, _ in found}
    wide = max(drawn) + 1
    assert width > 0
    assert column == pytest.approx(at / 1000 * wide, abs=2)
    peak_row = next(index for index, line in enumerate(text.split("\n")) if line.strip().startswith("0.10"))
    first_row = next(index for index, line in enumerate(text.split("\n")) if re.search("[│┤]", line))
    assert min(y for _, y in found) // 4 == peak_row - first_row
    low = {y // 4 for x, y in found if x > column + 2}
    assert low <= {len(rows) - 1, len(rows) - 2}


def test_a_milestone_is_above_its_drop():
    lines = draw_terminal(chart_of(drop()), 100, 24).split("\n")
    label = next(line for line in lines if "epoch 6" in line)
    falling = [line for line in lines if len(re.findall("[⠁-⣿]", line)) == 1]
    assert len(falling) > 5
    assert {re.search("[⠁-⣿]", line).start() for line in falling} == {label.index("epoch 6") + 3}


def test_a_warmup_of_a_hundred_in_twenty_thousand_can_be_seen():
    short = Schedule(cosine(0.1, 0.0, 19_900).warmup(100), "lrkit", RunLength(20_000), "Cosine", "a.yml", 100)
    text = draw_terminal(chart_of(short), 80, 24)
    assert "warmup 100" in text
    first = [line[0] for line in plot_rows(text)]
    assert "░" in first
    assert all(0x2800 < ord(letter) < 0x2900 for letter in first[2:])


def test_a_heading_that_is_too_long_goes_on_in_the_next_line():
    curve = multistep(0.1, [600])
    schedule = Schedule(curve, "lrkit", RunLength(1000, 100), "MultiStepDecay", "a_config_with_a_long_name.yml")
    assert draw_terminal(chart_of(schedule), 40).split("\n")[:2] == ["a_config_with_a_long_name:", "MultiStepDecay"]
    assert draw_terminal(chart_of(schedule), 60).split("\n")[0] == "a_config_with_a_long_name: MultiStepDecay"


def test_overlaid_lines_have_letters():
    text = draw_terminal(
        chart_of(drop(), Schedule(constant(0.05), "lrkit", RunLength(1000, 100), "C", "flat.yml")), 80, 24
    )
    assert "A drop" in text
    assert "B flat" in text
    rows = plot_rows(text)
    assert sum("B" in line for line in rows) == 1
    assert any("A" in line for line in rows)


def test_color_is_only_escapes():
    plain = draw_terminal(chart_of(drop(warmup=100)), 80, 24)
    colored = draw_terminal(chart_of(drop(warmup=100)), 80, 24, color=True)
    assert "\x1b[36m" in colored
    assert "\x1b" not in plain
    assert [line.rstrip() for line in re.sub(r"\x1b\[\d*m", "", colored).split("\n")] == plain.split("\n")


def test_two_axes_when_the_epoch_is_known():
    lines = draw_terminal(chart_of(drop()), 80, 24).split("\n")
    assert lines[-2].split() == ["updates", "0", "200", "400", "600", "800", "1,000"]
    assert lines[-1].split() == ["epochs", "0", "2", "4", "6", "8", "10"]


def test_per_cent():
    lines = draw_terminal(chart_of(drop(), drop(2000), x="percent"), 80, 24).split("\n")
    assert lines[-1].split() == ["of", "the", "run", "0%", "20%", "40%", "60%", "80%", "100%"]


@pytest.mark.parametrize(
    ("encoding", "can"), [("utf-8", True), ("ascii", False), ("cp936", False), ("nonsense", False)]
)
def test_encodings(encoding, can):
    assert can_show_braille(encoding) is can
