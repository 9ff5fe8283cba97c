"""The report on a terminal and elsewhere."""

from __future__ import annotations

import click

from paddle_lrkit.diagnostics.diagnosis import Diagnosis, report_text

RESULTS = [Diagnosis("Python", "ok", "3.11.7"), Diagnosis("disk", "warn", "1.0 GiB free [here]", "free some space")]


def test_a_wide_terminal_gets_everything_in_color():
    text = report_text(RESULTS, columns=120)
    for part in ("Python", "3.11.7", "1.0 GiB free [here]", "free some space", "1 ok, 1 warn, 0 fail"):
        assert part in text
    assert text != click.unstyle(text) == click.unstyle(report_text(RESULTS))


def test_long_lines_are_wrapped_in_their_column():
    lines = click.unstyle(report_text([Diagnosis("disk", "warn", "one " * 9, "two " * 9)], columns=40)).splitlines()
    assert lines[:2] == ["warn  disk  one one one one one one one", "            one one"]
    assert lines[2:4] == ["            fix: two two two two two two", "                 two two two"]


def test_no_results_are_counted():
    assert report_text([]) == "0 ok, 0 warn, 0 fail"
