"""The size of charts in the terminal."""

from __future__ import annotations

import pytest

from paddle_lrkit.plot.comparison import ArmDifference, differences_chart
from paddle_lrkit.reports.chart import TERMINAL_ROWS, chart_text


@pytest.mark.parametrize("arms", [2, 4, 12])
def test_a_chart_of_rows_is_as_high_as_its_rows_need(arms, monkeypatch):
    monkeypatch.setenv("LINES", "50")
    names = [f"Arm{number}" for number in range(arms)]
    chart = differences_chart("title", "subtitle", "loss", [ArmDifference(name, "note", 0.1) for name in names])
    text = chart_text(chart, 80)
    assert [name in text for name in names] == [True] * arms
    assert len(text.splitlines()) <= min(TERMINAL_ROWS, 3 * arms + 7)
