"""Batches made in worker processes, whose errors reach the main process."""

from __future__ import annotations

import atexit
import contextlib
import gc
import os
import shutil
import signal
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence, Sized
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import paddle
from paddle.io import multiprocess_utils

from paddle_lrkit.config.settings import Loader
from paddle_lrkit.errors import DataError, LrkitError, check_integer
from paddle_lrkit.messages import tr
from paddle_lrkit.train.data.loading.hang import HangWatch, StackFiles
from paddle_lrkit.train.data.loading.sampler import EvalBatchSampler, SampleKey, TrainBatchSampler
from paddle_lrkit.train.data.loading.watchdog import watch

Fetcher = Callable[[list[SampleKey]], Sequence[np.ndarray]]
"""Makes new arrays of one batch, which become its tensors; runs in a worker, must be a pure function of the keys."""

_PREFETCH = 2
_SHARED_MEMORY = "/dev/shm"  # noqa: S108 - measured; no file is made there by name
_PARENT_CHECK_SECONDS = 2.0
_PATIENCE_SECONDS = 5.0
_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)
_OPEN: weakref.WeakSet[Any] = weakref.WeakSet()


@dataclass(frozen=True)
class BatchLoader:
    """Batches as Paddle tensors, made by ``fetch`` in the order of ``batches``.

    The batches do not depend on the number of workers. An exception of ``fetch`` ends the iteration with its
    message. Workers ignore SIGINT and SIGTERM and end when the main process ends.

    Args:
        fetch: Makes the arrays of one batch.
        batches: Lists of sample keys, such as `TrainBatchSampler`.
        num_workers: Worker processes; 0 makes each batch in the main process on demand.
        batch_bytes: Size of one batch; shared memory is used when it has room for all prefetched batches.
        pack: Makes the batch of its tensors, such as ``ImageBatch._make``. Paddle's loader returns a list, whatever
            sequence ``fetch`` returned.
        timeout_s: Longest time to wait for a batch of the workers, in seconds.

    Raises:
        ConfigError: ``num_workers`` is negative.
        DataError: During the iteration, when a batch cannot be made, a worker died, or no batch comes.
    """

    fetch: Fetcher
    batches: Iterable[list[SampleKey]]
    num_workers: int = 0
    batch_bytes: int = 0
    pack: Callable[[list[paddle.Tensor]], Any] = list
    timeout_s: float = 600.0

    def __post_init__(self) -> None:
        check_integer("num_workers", self.num_workers, at_least=0)

    def __len__(self) -> int:
        if not isinstance(self.batches, Sized):
            raise TypeError("these batches have no length")
        return len(self.batches)

    def __iter__(self) -> Iterator[Any]:
        if not self.num_workers:
            return self._from_main_process()
        iteration = self._from_workers()
        _OPEN.add(iteration)
        return iteration

    def _from_main_process(self) -> Iterator[Any]:
        for keys in self.batches:
            yield self.pack([_tensor(array) for array in self.fetch(keys)])

    def _from_workers(self) -> Generator[Any, None, None]:
        stacks = StackFiles(self.num_workers)
        loader = paddle.io.DataLoader(
            _KeyDataset(),
            batch_sampler=self.batches,
            collate_fn=_ErrorCatcher(self.fetch),
            num_workers=self.num_workers,
            prefetch_factor=_PREFETCH,
            use_shared_memory=_shared_memory_fits(self.batch_bytes, self.num_workers),
            worker_init_fn=partial(_init_worker, stacks),
        )
        _disable_sigchld_handler()
        with _frozen_objects(), _blocked_stop_signals():
            iterator = iter(loader)
        watch(iterator, _PATIENCE_SECONDS)
        hang = HangWatch(iterator._workers, stacks, self.timeout_s)
        try:
            while (tensors := _next(iterator, hang)) is not None:
                yield self.pack(tensors)
        finally:
            hang.close()
            iterator._try_shutdown_all()
            stacks.close()


def measured_loader(
    fetch: Fetcher,
    sampler: TrainBatchSampler | EvalBatchSampler,
    options: Loader,
    pack: Callable[[list[paddle.Tensor]], Any],
) -> BatchLoader:
    """A `BatchLoader` that knows the size of its batches.

    With workers, the main process makes one sample first: it gives the size, and an unusable sample fails early.

    Args:
        fetch: Makes the arrays of one batch.
        sampler: The samples of each batch.
        options: The workers and their timeout.
        pack: Makes the batch of its tensors.

    Raises:
        ConfigError: ``num_workers`` is negative.
        DataError: The first sample cannot be made.
    """
    measure = options.num_workers and sampler.num_samples
    batch_bytes = sampler.batch_size * sum(array.nbytes for array in fetch([(0, 0)])) if measure else 0
    return BatchLoader(fetch, sampler, options.num_workers, batch_bytes, pack, options.timeout)


def _tensor(array: np.ndarray) -> paddle.Tensor:
    """An array on the current device, on the CPU in the array's own memory, which the tensor keeps.

    Paddle 3.3.1 never frees 104 bytes of each `paddle.to_tensor`.
    """
    tensor = paddle.empty([0], str(array.dtype))
    tensor.get_tensor().set(array, paddle.framework._current_expected_place(), True)
    return tensor


class _KeyDataset:
    """Returns each key itself; `_ErrorCatcher` makes a whole batch of the keys."""

    def __getitem__(self, key: SampleKey) -> SampleKey:
        return key

    def __len__(self) -> int:
        return 0


class _ErrorCatcher:
    """Returns an exception as a batch with its text; Paddle would print it and raise a less specific error."""

    def __init__(self, fetch: Fetcher) -> None:
        self._fetch = fetch

    def __call__(self, keys: list[SampleKey]) -> list[np.ndarray | str]:
        try:
            return list(self._fetch(keys))
        except Exception as error:
            kind = "" if isinstance(error, LrkitError) else f"{type(error).__name__}: "
            return [np.zeros(1, np.uint8), f"{kind}{error}", traceback.format_exc()]


def _next(iterator: Any, hang: HangWatch) -> list[paddle.Tensor] | None:
    try:
        with hang.waiting():
            batch = next(iterator)
    except StopIteration:
        return None
    except (SystemError, RuntimeError, OSError) as error:
        if hang.diagnosis:
            raise DataError(hang.diagnosis) from error
        raise DataError(
            tr("a data loader worker died, perhaps for lack of memory; num_workers: 0 loads in the main process")
        ) from error
    if isinstance(batch[-1], str):
        raise DataError(batch[1]) from RuntimeError(f"in a data loader worker:\n{batch[2]}")
    return list(batch)


@contextlib.contextmanager
def _frozen_objects() -> Iterator[None]:
    """Prevents a forked worker from collecting objects of the main process.

    The destructor of an earlier iteration's reader waits for threads that a fork does not have, so a worker that
    collects the reader never makes a batch. This collects it here and freezes the other objects while workers start.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextlib.contextmanager
def _blocked_stop_signals() -> Iterator[None]:
    """Blocks SIGINT and SIGTERM; a worker unblocks them in `_init_worker`, after it has ignored them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOP_SIGNALS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _disable_sigchld_handler() -> None:
    """Disables Paddle's SIGCHLD handler, which raises SystemError anywhere in the main process.

    `watch` notices the death, the reader thread ends the iteration, and `_next` reports it.
    """
    multiprocess_utils._SIGCHLD_handler_set = True


def _init_worker(stacks: StackFiles, worker: int) -> None:
    """Makes a worker ignore signals that go to the whole process group, write its stack and end with its parent."""
    stacks.register(worker)
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOP_SIGNALS)
    threading.Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()


def _end_after(parent: int) -> None:
    """Ends this worker once its parent has ended; a worker of Paddle would wait forever."""
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_SECONDS)
    paddle.base.core._cleanup_mmap_fds()
    os._exit(0)


@atexit.register
def _close_open_iterations() -> None:
    """Ends the workers of unfinished iterations; otherwise Python would wait for them at exit."""
    for iteration in list(_OPEN):
        iteration.close()


def _shared_memory_fits(batch_bytes: int, num_workers: int) -> bool:
    if not os.path.isdir(_SHARED_MEMORY):
        return False
    prefetched = _PREFETCH * num_workers + 2
    return shutil.disk_usage(_SHARED_MEMORY).free >= 2 * prefetched * batch_bytes
