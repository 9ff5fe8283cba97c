"""A comparison on Ray, on this machine: a killed worker is replaced, and the result is that of ``--executor local``."""

from __future__ import annotations

import json
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed"),
    pytest.mark.timeout(600),
]

ROOT = Path(__file__).resolve().parents[4]


def test_a_comparison_that_is_killed_twice_has_the_result_of_an_undisturbed_one(tmp_path):
    command = [sys.executable, "-W", "ignore", "-m", "benchmarks.executors", "--small", "ray", "-O", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.startswith("ray: equal")
    assert (tmp_path / "ray.log").read_text().count("its worker was lost (Ray says WorkerCrashedError") >= 1
    results = json.loads((tmp_path / "ray" / "results.json").read_text())
    assert results["trainings"] == 4


def test_a_cluster_that_does_not_answer_is_one_sentence(tmp_path):
    from paddle_lrkit.errors import LrkitError
    from paddle_lrkit.experiments.compare.executors.options import read_executor_options
    from paddle_lrkit.experiments.compare.executors.ray import RayExecutor

    with pytest.raises(LrkitError, match=r"^no Ray cluster answers at here:nowhere: ") as error:
        RayExecutor(read_executor_options("ray", ["address=here:nowhere"]), 1, None, "cpu")
    assert "\n" not in str(error.value)
