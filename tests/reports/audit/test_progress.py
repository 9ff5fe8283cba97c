"""How far the reading of logs is."""

from __future__ import annotations

from paddle_lrkit.reports import share_progress
from paddle_lrkit.reports.audit.progress import AuditProgress


def test_a_long_read_says_how_long_the_rest_takes(monkeypatch, capsys):
    clock = [100.0]
    monkeypatch.setattr(share_progress.time, "monotonic", lambda: clock[0])
    told = AuditProgress(4)
    for at, share in ((101.9, 0.5), (110.0, 1.0), (112.0, 1.0)):
        clock[0] = at
        told(share)
    told.next_log()
    clock[0] = 130.0
    told(0.5)
    assert capsys.readouterr().err.splitlines() == [
        "lrkit audit: 25% read (log 1 of 4), about 0:30 left",
        "lrkit audit: 38% read (log 2 of 4), about 0:50 left",
    ]


def test_a_single_log_from_which_nothing_was_read(monkeypatch, capsys):
    clock = [0.0]
    monkeypatch.setattr(share_progress.time, "monotonic", lambda: clock[0])
    told = AuditProgress(1)
    clock[0] = 3.0
    told(0.0)
    assert capsys.readouterr().err == "lrkit audit: 0% read\n"
