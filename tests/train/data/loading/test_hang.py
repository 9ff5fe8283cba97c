"""Workers that make no batch end the run with a sentence that says what they do."""

from __future__ import annotations

import os
import re
import signal
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.loading.sampler import SampleKey, TrainBatchSampler
from paddle_lrkit.train.data.loading.workers import BatchLoader
from tests.train.data.loading.sampling import sampling

BATCHES = TrainBatchSampler(sampling(64, 4, False, True, 0))


def children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]


def waits_at_the_third(positions: list[SampleKey]) -> Sequence[np.ndarray]:
    while positions[0][1] >= 8:
        signal.pause()
    return [np.zeros(2, np.float32)]


def slow(positions: list[SampleKey]) -> Sequence[np.ndarray]:
    time.sleep(0.15)
    return [np.zeros(2, np.float32)]


def test_the_stack_of_a_worker_that_waits_is_in_the_message():
    with pytest.raises(DataError) as caught:
        list(BatchLoader(waits_at_the_third, BATCHES, 2, timeout_s=1.0))
    message = str(caught.value)
    assert message.startswith("no batch for 1 s: worker 0 (process ")
    assert re.search(rf"is in waits_at_the_third \({__file__}:\d+\) < __call__ \(", message)
    assert message.endswith("; Train.loader.timeout sets this limit")
    assert not children()


def test_a_stopped_worker_is_named():
    iteration = iter(BatchLoader(slow, BATCHES, 1, timeout_s=1.0))
    next(iteration)
    os.kill(children()[0], signal.SIGSTOP)
    with pytest.raises(DataError, match=r"no batch for 1 s: worker 0 \(process \d+\) is stopped; "):
        list(iteration)
    assert not children()


def test_slow_workers_and_a_slow_main_process_are_no_hang():
    threads = threading.active_count()
    count = 0
    sixteen = TrainBatchSampler(sampling(64, 4, False, True, 0), stop_batch=16)
    for _ in BatchLoader(slow, sixteen, 1, timeout_s=5.0):
        count += 1
        if count == 2:
            time.sleep(6)
    assert count == 16
    deadline = time.monotonic() + 30
    while threading.active_count() > threads and time.monotonic() < deadline:
        time.sleep(0.05)
    assert threading.active_count() <= threads
