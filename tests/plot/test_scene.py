"""Widths, colors and dashes."""

from __future__ import annotations

from paddle_lrkit.plot import scene


def test_a_text_that_fits_is_kept():
    assert scene.shortened("MultiStepDecay", 13, 200) == "MultiStepDecay"


def test_a_long_text_is_cut_to_the_room():
    short = scene.shortened("a very long name of a schedule", 13, 80)
    assert short.endswith("…")
    assert scene.text_width(short, 13) <= 80


def test_chinese_letters_are_square():
    assert scene.text_width("学习率", 10) == 30


def test_overlaid_lines_differ_in_color_and_dash():
    looks = {(scene.color(index), scene.dash(index)) for index in range(8)}
    assert len({look[0] for look in looks}) == 8
    assert len({scene.dash(index) for index in range(4)}) == 4
    assert len({(scene.color(index), scene.dash(index)) for index in range(32)}) == 32
