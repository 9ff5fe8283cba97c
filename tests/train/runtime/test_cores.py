"""The number of CPU cores that a process may use."""

from __future__ import annotations

import os

import pytest

from paddle_lrkit.train.runtime.cores import core_count


@pytest.mark.parametrize(
    ("quota", "cores"),
    [("max 100000", 8), ("200000 100000", 2), ("150000 100000", 2), ("10000 100000", 1), ("nonsense", 8), (None, 8)],
)
def test_a_container_may_use_fewer_cores_than_there_are(monkeypatch, tmp_path, quota, cores):
    monkeypatch.setattr(os, "sched_getaffinity", lambda process: set(range(8)), raising=False)
    if quota is not None:
        (tmp_path / "cpu.max").write_text(quota + "\n")
    assert core_count(tmp_path / "cpu.max") == cores
