"""Time and utilization, with a fake nvidia-smi."""

from __future__ import annotations

import threading
import time

import pytest

from paddle_lrkit.experiments.validate import device_timer as module
from paddle_lrkit.experiments.validate.device_timer import GpuUtilization, device_timer
from paddle_lrkit.experiments.validate.options import ValidationOptions


def test_the_wall_clock_counts_milliseconds():
    watch = device_timer(ValidationOptions("cpu", "d"))
    watch.start()
    time.sleep(0.02)
    assert watch.stop() >= 20


@pytest.mark.parametrize("has_time", [True, False], ids=["Paddle 3", "Paddle 2.6"])
def test_on_a_gpu_the_events_count_and_the_clock_stands_in(monkeypatch, has_time):
    recorded = []

    class Event:
        def __init__(self, enable_timing):
            assert enable_timing

        def record(self):
            recorded.append(self)

    if has_time:
        Event.elapsed_time = lambda first, last: 123.0 if [first, last] == recorded else -1.0
    monkeypatch.setattr(module.paddle.device.cuda, "Event", Event)
    monkeypatch.setattr(module.paddle.device.cuda, "synchronize", lambda: None)
    watch = device_timer(ValidationOptions("gpu", "d"))
    watch.start()
    elapsed = watch.stop()
    assert len(recorded) == 2
    assert (elapsed == 123.0) is has_time
    assert elapsed >= 0


@pytest.fixture
def nvidia_smi(nvidia_smi, monkeypatch):
    """The fake program, asked every 10 ms."""
    monkeypatch.setattr(module, "_INTERVAL_S", 0.01)
    return nvidia_smi


def watched(options, enough):
    with GpuUtilization(options) as utilization:
        deadline = time.monotonic() + 60
        while len(utilization.samples) < enough and time.monotonic() < deadline:
            time.sleep(0.01)
    return utilization.samples


def test_utilization_is_asked_for_the_chosen_gpu(nvidia_smi):
    nvidia_smi('case "$*" in *"-i 1") echo 87;; *) echo 3;; esac')
    assert set(watched(ValidationOptions("gpu:1", "d"), 2)) == {87.0}


def test_an_answer_without_a_number_is_passed_over(nvidia_smi, tmp_path):
    calls = tmp_path / "calls"
    nvidia_smi(f"echo '[N/A]'; echo >> {calls}; test $(wc -l < {calls}) -lt 3 || echo 4 > {tmp_path}/answer")
    with GpuUtilization(ValidationOptions("gpu", "d")) as utilization:
        deadline = time.monotonic() + 60
        while not (tmp_path / "answer").exists() and time.monotonic() < deadline:
            time.sleep(0.01)
    assert (tmp_path / "answer").exists()
    assert utilization.samples == []


def test_on_the_cpu_nothing_is_asked(nvidia_smi):
    nvidia_smi("echo 50")
    before = threading.active_count()
    with GpuUtilization(ValidationOptions("cpu", "d")) as utilization:
        assert threading.active_count() == before
    assert utilization.samples == []


def test_without_the_program_there_are_no_samples(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "_INTERVAL_S", 0.01)
    monkeypatch.setenv("PATH", str(tmp_path))
    with GpuUtilization(ValidationOptions("gpu", "d")) as utilization:
        time.sleep(0.1)
    assert utilization.samples == []
