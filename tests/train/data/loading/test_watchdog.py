"""Workers that die or hang: the iteration ends, and no process is left."""

from __future__ import annotations

import multiprocessing
import os
import signal
import struct
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from paddle_lrkit.errors import DataError
from paddle_lrkit.train.data.loading import workers
from paddle_lrkit.train.data.loading.sampler import SampleKey, TrainBatchSampler
from paddle_lrkit.train.data.loading.watchdog import watch
from paddle_lrkit.train.data.loading.workers import BatchLoader
from tests.train.data.loading.sampling import sampling

BATCHES = TrainBatchSampler(sampling(64, 4, False, True, 0))


def children() -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split()]


def hangs_at_the_third(positions: list[SampleKey]) -> Sequence[np.ndarray]:
    while positions[0][1] >= 8:
        signal.pause()
    return [np.zeros(2, np.float32)]


def large(positions: list[SampleKey]) -> Sequence[np.ndarray]:
    return [np.zeros((16, 2**20), np.float32)]


class Iteration:
    """A stand-in for Paddle's iteration with one worker, which dies after writing half a batch."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("fork")
        self._data_queue = context.Queue()
        self._workers = [context.Process(target=self.dies_in_the_middle, daemon=True)]
        self._workers[0].start()

    def dies_in_the_middle(self) -> None:
        os.write(self._data_queue._writer.fileno(), struct.pack("!i", 1000) + b"half")
        os.kill(os.getpid(), signal.SIGKILL)

    def _try_shutdown_all(self, timeout: float | None = None) -> None:
        for worker in self._workers:
            worker.join(timeout)


def test_a_reader_does_not_wait_for_the_rest_of_a_batch_whose_worker_is_dead() -> None:
    """Paddle's reader waits when batches go through a pipe because shared memory lacks room."""
    iteration = Iteration()
    watch(iteration, 1000.0)
    with pytest.raises(OSError, match="end of file during message"):
        iteration._data_queue.get()
    iteration._try_shutdown_all()
    assert not children()


def test_a_worker_that_dies_while_it_writes_is_a_data_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_shared_memory_fits", lambda batch_bytes, num_workers: False)
    iteration = iter(BatchLoader(large, BATCHES, 1))
    next(iteration)
    os.kill(children()[0], signal.SIGKILL)
    with pytest.raises(DataError, match="a data loader worker died"):
        list(iteration)
    assert not children()


def test_a_worker_that_hangs_does_not_keep_the_main_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PATIENCE_SECONDS", 0.2)
    iteration = iter(BatchLoader(hangs_at_the_third, BATCHES, 2))
    next(iteration)
    assert len(children()) == 2
    iteration.close()  # type: ignore[attr-defined]
    assert not children()


def test_the_death_of_one_worker_ends_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_PATIENCE_SECONDS", 1000.0)
    iteration = iter(BatchLoader(hangs_at_the_third, BATCHES, 2))
    next(iteration)
    os.kill(children()[0], signal.SIGKILL)
    with pytest.raises(DataError, match="a data loader worker died"):
        list(iteration)
    assert not children()
