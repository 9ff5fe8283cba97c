"""Slurm through submitit: what is submitted, what becomes of lost jobs, and the jobs of an earlier start.

Small scripts stand for Slurm's programs; a whole comparison on submitit's local executor is in tests/benchmarks.
"""

from __future__ import annotations

import json
import time

import pytest

from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.experiments.compare.executors.options import read_executor_options
from paddle_lrkit.experiments.compare.executors.slurm import SlurmExecutor
from paddle_lrkit.experiments.compare.trial_folder import TrialFolder

pytest.importorskip("submitit", reason="submitit is not installed")

PROGRAMS = {
    "srun": "exit 0",
    "sbatch": 'cat "$1" > "$SLURM_TEST/submitted" && cat "$SLURM_TEST/answer"',
    "sacct": 'echo "JobID|State|NodeList"; cat "$SLURM_TEST/states"',
    "scancel": 'echo "$1" >> "$SLURM_TEST/cancelled"',
}


class FakeSlurm:
    """Scripts in the place of Slurm's programs; job IDs are unique, because submitit remembers states."""

    next_id = 1000

    def __init__(self, folder):
        self.folder = folder
        for name, lines in PROGRAMS.items():
            (folder / name).write_text(f"#!/bin/sh\n{lines}\n")
            (folder / name).chmod(0o755)
        FakeSlurm.next_id += 1
        self.job_id = str(FakeSlurm.next_id)
        (folder / "answer").write_text(f"Submitted batch job {self.job_id}\n")
        self.state("PENDING")

    def state(self, name):
        (self.folder / "states").write_text(f"{self.job_id}|{name}|None assigned\n")

    def read(self, name):
        file = self.folder / name
        return file.read_text() if file.exists() else ""


@pytest.fixture
def slurm(tmp_path, monkeypatch):
    folder = tmp_path / "slurm"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    monkeypatch.setenv("SLURM_TEST", str(folder))
    return FakeSlurm(folder)


def opened(tmp_path, *given, device="cpu", threads=1):
    options = read_executor_options("slurm", given)
    return SlurmExecutor(options, tmp_path / "out", threads, None, device)


def trial(tmp_path, name="trial"):
    folder = tmp_path / "out" / "trials" / name
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def test_a_job_asks_for_what_the_options_say(tmp_path, slurm):
    executor = opened(
        tmp_path, "partition=a100", "time=90", "mem=16GB", "setup=. env.sh", "account=us", device="gpu", threads=4
    )
    executor.start(trial(tmp_path))
    lines = slurm.read("submitted").splitlines()
    asked = {line.removeprefix("#SBATCH --") for line in lines if line.startswith("#SBATCH")}
    assert {
        "partition=a100",
        "time=90",
        "mem=16GB",
        "account=us",
        "cpus-per-task=4",
        "gpus-per-node=1",
        "job-name=lrkit-compare",
    } <= asked
    assert ". env.sh" in lines
    assert str(executor) == "each training is a Slurm job with 4 CPUs and a GPU"


def test_without_a_gpu_none_is_asked_for_and_gres_replaces_the_own_request(tmp_path, slurm):
    opened(tmp_path).start(trial(tmp_path))
    assert "#SBATCH --gpus" not in slurm.read("submitted")
    slurm.state("COMPLETED")
    opened(tmp_path, "gres=gpu:v100:1", device="gpu").start(trial(tmp_path, "other"))
    assert "#SBATCH --gres=gpu:v100:1" in slurm.read("submitted")
    assert "gpus-per-node" not in slurm.read("submitted")


def test_another_device_needs_a_request_of_its_own(tmp_path, slurm):
    with pytest.raises(UsageError, match="--device npu: say what a job needs, such as --executor-option gres=npu:1"):
        opened(tmp_path, device="npu")
    executor = opened(tmp_path, "gres=npu:1", device="npu")
    executor.start(trial(tmp_path))
    assert "#SBATCH --gres=npu:1" in slurm.read("submitted")
    assert "gpus-per-node" not in slurm.read("submitted")
    assert str(executor) == "each training is a Slurm job with 1 CPU and the device npu"


def test_a_lost_job_says_how_it_ended(tmp_path, slurm):
    worker = opened(tmp_path).start(trial(tmp_path))
    assert worker.poll() is None
    slurm.state("NODE_FAIL")
    worker._job.watcher.clear()
    assert worker.poll() == f"job {slurm.job_id} ended as NODE_FAIL without a result"
    assert not (trial(tmp_path) / "job.json").exists()


@pytest.mark.parametrize("state", ["PENDING", "RUNNING"])
def test_the_next_start_takes_over_a_job_that_waits_or_runs(tmp_path, slurm, state):
    opened(tmp_path).start(trial(tmp_path))
    slurm.state(state)
    (slurm.folder / "submitted").unlink()
    worker = opened(tmp_path).start(trial(tmp_path))
    assert slurm.read("submitted") == ""
    assert worker.poll() is None


@pytest.mark.parametrize("state", ["CANCELLED by 0", "NODE_FAIL", "COMPLETED", "TIMEOUT"])
def test_a_job_that_has_ended_is_submitted_again(tmp_path, slurm, state):
    opened(tmp_path).start(trial(tmp_path))
    slurm.state(state)
    (slurm.folder / "submitted").unlink()
    opened(tmp_path).start(trial(tmp_path))
    assert "submitit.core._submit" in slurm.read("submitted")


def test_a_job_that_slurm_does_not_know_is_submitted_again(tmp_path, slurm):
    folder = trial(tmp_path)
    for saved in ({"cluster": "slurm", "job_id": "77"}, {"cluster": "local", "job_id": slurm.job_id}, [3]):
        (folder / "job.json").write_text(json.dumps(saved))
        opened(tmp_path).start(folder)
        assert slurm.read("submitted")
        (slurm.folder / "submitted").unlink()
        (folder / "job.json").unlink()
        slurm.state("COMPLETED")


def test_a_stopped_job_is_cancelled_and_not_taken_over(tmp_path, slurm):
    worker = opened(tmp_path).start(trial(tmp_path))
    worker.ask_to_stop()
    assert slurm.read("cancelled") == f"{slurm.job_id}\n"
    (slurm.folder / "submitted").unlink()
    opened(tmp_path).start(trial(tmp_path))
    assert slurm.read("submitted")


def test_what_sbatch_says_is_passed_on(tmp_path, slurm):
    (slurm.folder / "sbatch").write_text(
        "#!/bin/sh\necho 'sbatch: error: invalid partition specified: a100' >&2\nexit 1\n"
    )
    with pytest.raises(LrkitError, match=r"was not submitted: .*invalid partition specified: a100"):
        opened(tmp_path, "partition=a100").start(trial(tmp_path))


def test_a_job_of_the_local_executor_leaves_json_and_loads_no_pickle_here(tmp_path, monkeypatch):
    """The training fails, because nothing was prepared; its worker is a process that submitit started."""
    import submitit

    monkeypatch.setattr(submitit.core.utils, "pickle_load", None)
    executor, folder = opened(tmp_path, "cluster=local"), trial(tmp_path)
    worker = executor.start(folder)
    deadline = time.monotonic() + 60
    while worker.poll() is None and time.monotonic() < deadline:
        time.sleep(0.05)
    assert worker.poll().endswith("without a result")
    assert "order.json: cannot be read" in TrialFolder(folder).read_end().reason
    assert str(executor) == "each training is a job that submitit runs on this machine, with 1 CPU and no GPU"
