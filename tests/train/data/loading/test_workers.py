"""Worker processes: the same batches, errors that reach the main process, and no process left."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import textwrap
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pytest

from paddle_lrkit.errors import ConfigError, DataError
from paddle_lrkit.train.data.loading import workers
from paddle_lrkit.train.data.loading.sampler import EvalBatchSampler, SampleKey, TrainBatchSampler
from paddle_lrkit.train.data.loading.workers import BatchLoader
from tests.train.data.loading.sampling import sampling


def _fetch(positions: list[SampleKey]) -> Sequence[np.ndarray]:
    rng = np.random.default_rng(positions[0])
    return [rng.standard_normal((len(positions), 3)).astype(np.float32), np.array(positions)]


def _fails_at_the_third(positions: list[SampleKey]) -> Sequence[np.ndarray]:
    if positions[0][1] >= 8:
        raise DataError("/data/x.jpg: the image cannot be read")
    return _fetch(positions)


def _divides_by_zero(positions: list[SampleKey]) -> Sequence[np.ndarray]:
    return [np.array(1 // 0)]


def _dies(positions: list[SampleKey]) -> Sequence[np.ndarray]:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def _batches(loader: BatchLoader) -> list[list[np.ndarray]]:
    return [[tensor.numpy() for tensor in batch] for batch in loader]


def _children() -> set[str]:
    return set(Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children").read_text().split())


@pytest.mark.parametrize("shared_memory", [True, False])
def test_batches_are_the_same_with_and_without_workers(monkeypatch: pytest.MonkeyPatch, shared_memory: bool) -> None:
    monkeypatch.setattr(workers, "_shared_memory_fits", lambda batch_bytes, num_workers: shared_memory)
    batches = TrainBatchSampler(sampling(10, 3, True, False, 0), start_batch=2, stop_batch=12)
    here = _batches(BatchLoader(_fetch, batches))
    assert len(here) == len(BatchLoader(_fetch, batches)) == 10
    for num_workers in (1, 2):
        there = _batches(BatchLoader(_fetch, batches, num_workers))
        assert [[a.tobytes() for a in batch] for batch in there] == [[a.tobytes() for a in batch] for batch in here]
        assert [[a.dtype for a in batch] for batch in there] == [[np.float32, np.int64]] * 10


def test_a_batch_leaves_no_memory_behind() -> None:
    batches = iter(BatchLoader(_fetch, TrainBatchSampler(sampling(10, 3, True, False, 0), stop_batch=2100)))
    for _ in range(100):
        next(batches)
    gc.collect()
    tracemalloc.start()
    try:
        for _ in batches:
            pass
        gc.collect()
        assert tracemalloc.get_traced_memory()[0] < 2000 * 10
    finally:
        tracemalloc.stop()


class _Batch(NamedTuple):
    values: Any
    keys: Any


def test_a_batch_of_the_main_process_lies_in_the_memory_of_its_arrays() -> None:
    made = [np.arange(6, dtype=np.float32).reshape(2, 3)]
    (tensor,) = next(iter(BatchLoader(lambda keys: list(made), [[(0, 0)]])))
    made.pop()[1, 2] = 7
    gc.collect()
    assert tensor.tolist() == [[0, 1, 2], [3, 4, 7]]


@pytest.mark.parametrize("shared_memory", [True, False])
def test_batches_have_named_fields_with_and_without_workers(
    monkeypatch: pytest.MonkeyPatch, shared_memory: bool
) -> None:
    monkeypatch.setattr(workers, "_shared_memory_fits", lambda batch_bytes, num_workers: shared_memory)
    for num_workers in (0, 2):
        batches = list(
            BatchLoader(lambda keys: _Batch(*_fetch(keys)), EvalBatchSampler(5, 2), num_workers, pack=_Batch._make)
        )
        assert {type(batch) for batch in batches} == {_Batch}
        assert [batch.keys.tolist() for batch in batches] == [[[0, 0], [0, 1]], [[0, 2], [0, 3]], [[0, 4]]]


def test_a_loader_can_be_iterated_again() -> None:
    loader = BatchLoader(_fetch, EvalBatchSampler(5, 2), 1)
    assert [b[1].tolist() for b in _batches(loader)] == [b[1].tolist() for b in _batches(loader)]


@pytest.mark.parametrize("num_workers", [0, 2])
def test_a_data_error_is_raised_after_the_good_batches(num_workers: int) -> None:
    seen = []
    loader = BatchLoader(_fails_at_the_third, TrainBatchSampler(sampling(16, 4, False, True, 0)), num_workers)
    with pytest.raises(DataError, match=r"^/data/x\.jpg: the image cannot be read$"):
        seen.extend(int(positions[0, 1]) for _, positions in loader)
    assert seen == [0, 4]
    assert not _children()


def test_another_exception_has_its_type_and_its_traceback() -> None:
    with pytest.raises(DataError, match=r"^ZeroDivisionError: ") as caught:
        list(BatchLoader(_divides_by_zero, EvalBatchSampler(4, 2), 1))
    assert "_divides_by_zero" in str(caught.value.__cause__)


def test_a_worker_that_dies_is_a_data_error() -> None:
    with pytest.raises(DataError, match="a data loader worker died"):
        list(BatchLoader(_dies, EvalBatchSampler(4, 2), 1))


class _DiesInAFork:
    """An object in a reference cycle; another process that collects it dies."""

    def __init__(self) -> None:
        self.itself = self
        self.pid = os.getpid()

    def __del__(self) -> None:
        if os.getpid() != self.pid:
            os.kill(os.getpid(), signal.SIGKILL)


def _collects_garbage(positions: list[SampleKey]) -> Sequence[np.ndarray]:
    gc.collect()
    return [np.array([gc.get_freeze_count()])]


def test_a_worker_does_not_collect_objects_of_the_main_process() -> None:
    """In Paddle 2.6 a worker that collected the reader of an earlier iteration waited forever."""
    _DiesInAFork()
    frozen_before = gc.get_freeze_count()
    for (count,) in BatchLoader(_collects_garbage, TrainBatchSampler(sampling(8, 4, False, True, 0), stop_batch=4), 2):
        assert int(count[0]) > 0
    assert gc.get_freeze_count() <= frozen_before


def test_the_death_of_a_worker_interrupts_nothing_but_the_loader() -> None:
    """Paddle's own handler of SIGCHLD would raise SystemError in the loop below."""
    iteration = iter(BatchLoader(_fetch, TrainBatchSampler(sampling(16, 4, True, True, 0)), 2))
    next(iteration)
    for child in _children():
        os.kill(int(child), signal.SIGKILL)
    deadline = time.monotonic() + 0.3
    while time.monotonic() < deadline:
        pass
    with pytest.raises(DataError, match="a data loader worker died"):
        list(iteration)
    assert not _children()


def test_leaving_the_loop_dismisses_the_workers() -> None:
    iteration = iter(BatchLoader(_fetch, TrainBatchSampler(sampling(16, 4, True, True, 0)), 2))
    next(iteration)
    assert len(_children()) == 2
    iteration.close()  # type: ignore[attr-defined]
    assert not _children()


def test_a_negative_number_of_workers_is_named() -> None:
    with pytest.raises(ConfigError) as caught:
        BatchLoader(_fetch, [], -1)
    assert caught.value.key == "num_workers"


def test_batches_without_length_have_none() -> None:
    with pytest.raises(TypeError, match="no length"):
        len(BatchLoader(_fetch, iter([])))


def test_shared_memory_is_used_only_with_room_for_all_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 64 * 2**20}))
    assert workers._shared_memory_fits(2**20, 2)
    assert not workers._shared_memory_fits(2**20, 20)
    assert not workers._shared_memory_fits(10 * 2**20, 2)
    monkeypatch.setattr(workers, "_SHARED_MEMORY", "/nowhere")
    assert not workers._shared_memory_fits(0, 1)


_PROGRAM = """
import os, signal, subprocess, sys, time, warnings
warnings.simplefilter("ignore")
import zlib
import numpy as np
from paddle_lrkit.batch_plan import BatchPlan
from paddle_lrkit.train.data.loading.sampler import SamplingOptions, TrainBatchSampler
from paddle_lrkit.train.data.loading.workers import BatchLoader

stopped = []
signal.signal(signal.{signal}, lambda *_: stopped.append(True))
children = f"/proc/{{os.getpid()}}/task/{{os.getpid()}}/children"
batches = TrainBatchSampler(SamplingOptions(BatchPlan.constant(16, 4)))
iteration = iter(BatchLoader(lambda keys: [np.zeros(2), np.array(keys)], batches, 2))
next(iteration)
print(open(children).read(), flush=True)
{action}
while not stopped:
    time.sleep(0.01)
for _ in range(30):
    next(iteration)
print("went on", flush=True)
"""


def _run(signal_name: str, action: str) -> tuple[int, list[str]]:
    program = textwrap.dedent(_PROGRAM).format(signal=signal_name, action=action)
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, start_new_session=True, timeout=120
    )
    return result.returncode, result.stdout.splitlines()


@pytest.mark.parametrize("name", ["SIGINT", "SIGTERM"])
def test_a_signal_to_the_whole_group_is_left_to_the_main_process(name: str) -> None:
    action = f"subprocess.Popen(['kill', '-{name[3:]}', '--', f'-{{os.getpgrp()}}'])"
    returncode, lines = _run(name, action.replace("{{", "{").replace("}}", "}"))
    assert (returncode, lines[1:]) == (0, ["went on"])


def test_workers_end_after_a_parent_that_was_killed() -> None:
    returncode, lines = _run("SIGTERM", "os.kill(os.getpid(), signal.SIGKILL)")
    assert returncode == -signal.SIGKILL
    pids = lines[0].split()
    assert len(pids) == 2
    deadline = time.monotonic() + 60
    while any(_running(pid) for pid in pids) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not [pid for pid in pids if _running(pid)]


def _running(pid: str) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
