"""Threads, shared memory, disk and HOME at and around their limits."""

from __future__ import annotations

import os
import shutil
from collections import namedtuple

import pytest

from paddle_lrkit.diagnostics import machine

Usage = namedtuple("Usage", "total used free")
GIB = 2**30


@pytest.mark.parametrize(
    ("value", "status"),
    [(None, "ok"), ("4", "ok"), ("1", "ok"), ("5", "warn"), ("0", "warn"), ("many", "warn"), ("", "warn")],
)
def test_threads(monkeypatch, value, status):
    monkeypatch.delenv("OMP_NUM_THREADS", raising=False)
    if value is not None:
        monkeypatch.setenv("OMP_NUM_THREADS", value)
    row = machine.diagnose_threads(4)
    assert row.status == status
    assert row.fix.endswith("export OMP_NUM_THREADS=4") == (status == "warn")


@pytest.mark.parametrize(("total", "status"), [(64 * 2**20, "warn"), (GIB - 1, "warn"), (GIB, "ok"), (8 * GIB, "ok")])
def test_shared_memory(monkeypatch, tmp_path, total, status):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(total, 0, total))
    (row,) = machine.diagnose_shared_memory(tmp_path)
    assert row.status == status
    assert ("--shm-size=8G" in row.fix) == (status == "warn")


def test_a_missing_shared_memory_directory_is_not_reported(tmp_path):
    assert machine.diagnose_shared_memory(tmp_path / "shm") == []


@pytest.mark.parametrize(("free", "status"), [(0, "fail"), (GIB // 4, "warn"), (5 * GIB, "ok")])
def test_disk(monkeypatch, tmp_path, free, status):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: Usage(100 * GIB, 0, free))
    row = machine.diagnose_disk(tmp_path)
    assert row.status == status
    assert str(tmp_path) in row.detail


def test_home(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    assert machine.diagnose_home().status == "ok"
    monkeypatch.setenv("HOME", os.devnull)
    row = machine.diagnose_home()
    assert row.status == "warn"
    assert row.detail.startswith(f"{os.devnull} is not writable")
