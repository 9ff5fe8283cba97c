"""On this machine each training gets the GPU that the fewest others use."""

from __future__ import annotations

import sys
from types import SimpleNamespace

import pytest

from paddle_lrkit.experiments.compare.executors import local
from paddle_lrkit.experiments.compare.executors.local import LocalExecutor


class FakeProcess(SimpleNamespace):
    """Ends when it is told to."""

    def poll(self):
        return self.code


@pytest.fixture
def started(monkeypatch):
    """The processes that are started."""
    found = []

    def start(command, *, environment, **options):
        found.append(FakeProcess(command=command, gpu=environment.get("CUDA_VISIBLE_DEVICES"), code=None))
        return found[-1]

    monkeypatch.setattr(local, "start_process", start)
    return found


def executor(gpus):
    return LocalExecutor(None, 1, 4, gpus, None)


def test_each_training_gets_a_gpu_of_its_own(tmp_path, started):
    two = executor(["2", "5"])
    first, _ = two.start(tmp_path), two.start(tmp_path)
    assert [process.gpu for process in started] == ["2", "5"]
    assert first.poll() is None
    started[0].code = 0
    assert first.poll() == "the process ended with exit code 0"
    two.start(tmp_path)
    assert started[2].gpu == "2"


def test_a_gpu_that_the_user_names_is_left_to_the_training(tmp_path, started, monkeypatch):
    monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    executor([]).start(tmp_path)
    assert started[0].gpu is None
    assert started[0].command[1:] == ["-m", "paddle_lrkit.experiments.compare.trial_process", str(tmp_path)]
    assert started[0].command[0] == sys.executable


def test_a_new_interpreter_writes_why_there_is_no_result(tmp_path):
    """The program that a GPU training runs in, without a training."""
    from paddle_lrkit.experiments.compare.trial_folder import TrialFolder

    worker = executor([]).start(tmp_path)
    while worker.poll() is None:
        pass
    assert worker.poll() == "the process ended with exit code 0"
    assert "order.json: cannot be read" in TrialFolder(tmp_path).read_end().reason
