"""The report on a terminal and elsewhere."""

from __future__ import annotations

import sys

from paddle_lrkit.diagnostics.report import plain_text, show
from paddle_lrkit.diagnostics.row import Row

ROWS = [Row("Python", "ok", "3.11.7"), Row("disk", "warn", "1.0 GiB free [here]", "free some space")]


def test_a_terminal_gets_a_table_with_everything_in_it(monkeypatch, capsys):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    monkeypatch.setenv("COLUMNS", "120")
    show(ROWS, as_json=False)
    out = capsys.readouterr().out
    for part in ("Python", "3.11.7", "1.0 GiB free [here]", "free some space", "1 ok, 1 warn, 0 fail"):
        assert part in out


def test_a_pipe_gets_plain_lines(capsys):
    show(ROWS, as_json=False)
    assert capsys.readouterr().out == plain_text(ROWS) + "\n"
    assert plain_text([]) == "0 ok, 0 warn, 0 fail"
