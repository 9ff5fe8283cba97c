"""A small edition of the benchmark of executors, with submitit.

That of Ray is in tests/experiments/compare/executors/test_ray.py, that of this machine in tests/cli/test_compare.py.
"""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.skipif(find_spec("submitit") is None, reason="submitit is not installed")
def test_a_comparison_that_is_killed_twice_has_the_result_of_an_undisturbed_one(tmp_path):
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.executors", "--small", "submitit"]
    done = subprocess.run([*command, "-O", str(tmp_path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert [line.partition(",")[0] for line in done.stdout.splitlines()] == ["submitit: equal"]
    assert (tmp_path / "submitit.log").read_text().count("its worker was lost") >= 1
