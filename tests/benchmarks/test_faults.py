"""The benchmark of faults: a small edition in each run of the tests, the whole one with ``-m faults``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def survived(*arguments):
    """Runs the benchmark and returns the rows of its table: fault -> tries, survived, lost."""
    command = [sys.executable, "-m", "benchmarks.faults.run", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines()[2:]]
    return {fault: tuple(map(int, numbers)) for fault, *numbers in rows}


def test_a_small_edition_loses_nothing():
    table = survived("--small")
    assert len(table) >= 12
    assert all(tries == right > 0 and not lost for tries, right, lost in table.values())


@pytest.mark.faults
@pytest.mark.timeout(7200)
def test_the_whole_benchmark_loses_nothing():
    table = survived()
    assert sum(tries for tries, _, _ in table.values()) > 500
    assert not sum(lost for _, _, lost in table.values())
