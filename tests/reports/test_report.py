"""The one look of reports in a terminal."""

from __future__ import annotations

import pytest

from paddle_lrkit.messages import in_language
from paddle_lrkit.plot.axis import Axis
from paddle_lrkit.plot.chart import Chart, ChartLine
from paddle_lrkit.reports.advise.layout import HEADINGS
from paddle_lrkit.reports.report import LABELS, Report, ReportStyle, label_width, report_text
from paddle_lrkit.text import cells

ROWS = [("arm", "loss", "area", "regret"), ("A", "0.5", "0.6", "0.1")]
CHART = Chart("the chart", Axis(0.0, 9.0, name="x"), Axis(0.0, 1.0, name="y"), [ChartLine("a", [(0, 0.5), (9, 1.0)])])


def report(**changes):
    values = {"facts": [("plan", "a.yml"), ("verdict", "first\nsecond")], "notes": [("note", "few"), ("next", "more")]}
    return Report("a.yml: right", **{**values, **changes})


@pytest.mark.parametrize("labels", [LABELS, HEADINGS])
def test_a_chinese_label_fits_where_the_english_ones_do(labels):
    assert max(cells(label.zh) for label in labels.values()) <= label_width(labels)


def test_paragraphs_follow_the_heading():
    assert report_text(report(), ReportStyle()).splitlines() == [
        "a.yml: right",
        "  plan      a.yml",
        "  verdict   first",
        "            second",
        "  note      few",
        "  next      more",
    ]


def test_picture_and_table_are_between_the_verdict_and_the_notes():
    parts = report_text(report(picture=CHART, rows=ROWS, align="<>>>"), ReportStyle(width=60)).split("\n\n")
    assert parts[0].endswith("second")
    assert parts[1].startswith("the chart")
    assert parts[-2:] == ["arm  loss  area  regret\nA     0.5   0.6     0.1", "  note      few\n  next      more"]


@pytest.mark.parametrize(
    ("screen", "head"),
    [(None, "arm  loss  area  regret"), (23, "arm  loss  area  regret"), (22, "arm  loss  area"), (5, "arm  loss")],
)
def test_a_narrow_terminal_leaves_out_columns_and_says_which(screen, head):
    text = report_text(report(rows=ROWS, optional=2), ReportStyle(screen=screen))
    assert f"\n{head}\n" in text
    left_out = [name for name in ROWS[0] if name not in head]
    assert (f"left out: {', '.join(left_out)}" in text) is bool(left_out)
    assert ("left out" in text) is bool(left_out)


def test_lines_keep_to_the_width_and_names_cannot_move_the_cursor():
    rows = [("arm",), ("\x1b[31mA",)]
    long = Report("a\x1b[2J.yml", [("note", "One word after the other. " * 20 + "\x1b[2J")], rows=rows)
    text = report_text(long, ReportStyle(width=40))
    assert "\x1b" not in text
    assert max(map(cells, text.splitlines())) <= 40


def test_labels_are_chinese_and_aligned():
    with in_language("zh"):
        lines = report_text(report(), ReportStyle()).splitlines()
    assert lines[1] == "  计划      a.yml"
    assert {cells(line[: line.index(text)]) for line, text in zip(lines[1:3], ("a.yml", "first"), strict=True)} == {12}


def test_the_heading_has_the_color_of_the_outcome():
    colored = report_text(report(color="red"), ReportStyle(color=True))
    assert colored.startswith("\x1b[31m\x1b[1ma.yml: right\x1b[0m\n")
