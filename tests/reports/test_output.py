"""What the terminal can show."""

from __future__ import annotations

import os
import shutil

import pytest

from paddle_lrkit.reports.output import terminal_size


@pytest.mark.parametrize("columns", [None, "100", "0", "-5", "wide", ""])
@pytest.mark.parametrize("lines", [None, "50", "x"])
@pytest.mark.parametrize("shown", [(132, 43), (0, 0), None])
def test_the_size_is_that_of_the_standard_library(monkeypatch, columns, lines, shown):
    for name, value in (("COLUMNS", columns), ("LINES", lines)):
        monkeypatch.delenv(name, raising=False)
        if value is not None:
            monkeypatch.setenv(name, value)

    def size(_):
        if shown is None:
            raise OSError("no terminal")
        return os.terminal_size(shown)

    monkeypatch.setattr(os, "get_terminal_size", size)
    assert terminal_size() == shutil.get_terminal_size()
