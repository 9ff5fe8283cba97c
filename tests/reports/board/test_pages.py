"""The parts of VisualDL's pages that the board changes."""

from __future__ import annotations

from pathlib import Path

import pytest

from paddle_lrkit.reports.board.pages import CHART_PAGE, FIRST_GROUPS


def test_visualdl_has_each_part_that_is_replaced_once():
    visualdl = pytest.importorskip("visualdl")
    file = Path(visualdl.__file__).parent / "server" / "dist" / CHART_PAGE.removeprefix("/")
    script = file.read_text(encoding="utf-8")
    assert [script.count(part) for part in FIRST_GROUPS] == [1, 1]
