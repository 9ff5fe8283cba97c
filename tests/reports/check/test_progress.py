"""The progress of a long check."""

from __future__ import annotations

import io
import sys

from paddle_lrkit.reports.check import progress as module
from paddle_lrkit.reports.check.progress import check_progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


def shown(monkeypatch, stream, seconds):
    clock = iter(seconds)
    monkeypatch.setattr(module.time, "monotonic", lambda: next(clock))
    monkeypatch.setattr(sys, "stderr", stream)
    with check_progress(4000) as progress:
        for done in (1000, 2000, 2001, 3000):
            progress(done)
    return stream.getvalue()


def test_a_line_after_two_seconds(monkeypatch):
    written = shown(monkeypatch, Terminal(), [10.0, 11.0, 70.0, 70.1, 100.0])
    lines = ["2,000 of 4,000 files, 1:00 left", "3,000 of 4,000 files, 0:30 left"]
    assert written.split("\r") == ["", *lines, " " * len(lines[-1]), ""]


def test_nothing_of_a_short_check_or_in_a_file(monkeypatch):
    assert shown(monkeypatch, Terminal(), [10.0, 10.5, 11.0, 11.5, 11.9]) == ""
    assert shown(monkeypatch, io.StringIO(), [10.0, 20.0, 70.0, 70.1, 100.0]) == ""
