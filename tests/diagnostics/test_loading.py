"""Workers that run, fail, or hang."""

from __future__ import annotations

import pytest

from paddle_lrkit.diagnostics import loading
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo


def test_two_workers_really_load_here():
    pytest.importorskip("paddle")
    (row,) = loading.diagnose(PaddleInfo(version="3.3.1"))
    assert (row.check, row.status, row.detail) == ("loader workers", "ok", "2 workers loaded 4 batches")


@pytest.mark.parametrize(
    ("script", "detail"),
    [
        ("import os; os.kill(os.getpid(), 7)", "2 workers did not load: the process ended with SIGBUS"),
        ("import time; time.sleep(60)", "2 workers did not load: no answer within 1 s"),
        ("raise RuntimeError('no room')", "2 workers did not load: RuntimeError: no room"),
    ],
)
def test_a_loader_that_fails_says_what_to_do(monkeypatch, script, detail):
    monkeypatch.setattr(loading, "_SCRIPT", script)
    (row,) = loading.diagnose(PaddleInfo(version="3.3.1"), timeout=1)
    assert (row.status, row.detail) == ("warn", detail)
    assert "--shm-size=8G" in row.fix


def test_without_paddle_nothing_is_reported():
    assert loading.diagnose(PaddleInfo(error="No module named 'paddle'")) == []
