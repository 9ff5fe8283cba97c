"""Making batches in worker processes, with errors that arrive as errors."""

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
from typing import Any

import numpy as np
import paddle
from paddle.io import multiprocess_utils

from paddle_lrkit.errors import DataError, LrkitError, check_integer
from paddle_lrkit.train.data.loading.sampler import Position
from paddle_lrkit.train.data.loading.worker_watch import watch

Fetch = Callable[[list[Position]], Sequence[np.ndarray]]
"""Makes the arrays of one batch; runs in a worker and must be a pure function of the positions."""

_PREFETCH = 2
_SHARED_MEMORY = "/dev/shm"
_PARENT_CHECK_SECONDS = 2.0
_PATIENCE_SECONDS = 5.0
_STOPS = (signal.SIGINT, signal.SIGTERM)
_OPEN: weakref.WeakSet[Any] = weakref.WeakSet()


class BatchLoader:
    """Batches as Paddle tensors, made by ``fetch`` in the order of ``batches``.

    The batches do not depend on the number of workers. An exception of ``fetch`` ends the iteration with its
    message. Workers leave SIGINT and SIGTERM to the main process and end with it.

    Args:
        fetch: Makes the arrays of one batch.
        batches: Lists of positions, such as `TrainBatches`.
        num_workers: Worker processes; 0 makes batches in this one when they are asked for.
        batch_bytes: Size of one batch; shared memory is used when it has room for all batches on their way.

    Raises:
        ConfigError: ``num_workers`` is negative.
        DataError: From the iteration, when a batch cannot be made or a worker died.
    """

    def __init__(
        self, fetch: Fetch, batches: Iterable[list[Position]], num_workers: int = 0, batch_bytes: int = 0
    ) -> None:
        self.fetch = fetch
        self.batches = batches
        self.num_workers = check_integer("num_workers", num_workers, at_least=0)
        self.batch_bytes = batch_bytes

    def __len__(self) -> int:
        if not isinstance(self.batches, Sized):
            raise TypeError("these batches have no length")
        return len(self.batches)

    def __iter__(self) -> Iterator[list[paddle.Tensor]]:
        if not self.num_workers:
            return self._from_here()
        iteration = self._from_workers()
        _OPEN.add(iteration)
        return iteration

    def _from_here(self) -> Iterator[list[paddle.Tensor]]:
        for positions in self.batches:
            yield [paddle.to_tensor(array) for array in self.fetch(positions)]

    def _from_workers(self) -> Generator[list[paddle.Tensor], None, None]:
        loader = paddle.io.DataLoader(
            _Positions(),
            batch_sampler=self.batches,
            collate_fn=_Guarded(self.fetch),
            num_workers=self.num_workers,
            prefetch_factor=_PREFETCH,
            use_shared_memory=_shared_memory_fits(self.batch_bytes, self.num_workers),
            worker_init_fn=_init_worker,
        )
        _leave_dead_workers_to_the_reader()
        with _no_garbage_for_workers(), _no_signals_for_workers():
            iterator = iter(loader)
        watch(iterator, _PATIENCE_SECONDS)
        try:
            while (batch := _next(iterator)) is not None:
                yield batch
        finally:
            iterator._try_shutdown_all()


class _Positions:
    """Hands positions through to the function that makes whole batches of them."""

    def __getitem__(self, position: Position) -> Position:
        return position

    def __len__(self) -> int:
        return 0


class _Guarded:
    """Turns an exception into a batch that carries its text; Paddle's own way prints it and then says less."""

    def __init__(self, fetch: Fetch) -> None:
        self._fetch = fetch

    def __call__(self, positions: list[Position]) -> list[np.ndarray | str]:
        try:
            return list(self._fetch(positions))
        except Exception as error:
            kind = "" if isinstance(error, LrkitError) else f"{type(error).__name__}: "
            return [np.zeros(1, np.uint8), f"{kind}{error}", traceback.format_exc()]


def _next(iterator: Any) -> list[paddle.Tensor] | None:
    try:
        batch = next(iterator)
    except StopIteration:
        return None
    except (SystemError, RuntimeError, OSError) as error:
        raise DataError(
            "a data loader worker died (memory may be short); num_workers: 0 loads in the main process"
        ) from error
    if isinstance(batch[-1], str):
        raise DataError(batch[1]) from RuntimeError(f"in a data loader worker:\n{batch[2]}")
    return list(batch)


@contextlib.contextmanager
def _no_garbage_for_workers() -> Iterator[None]:
    """Keeps a forked worker from collecting objects of the main process.

    The reader of an earlier iteration waits in its destructor for threads that a fork does not have: a worker that
    collects it never makes a batch. So it is collected here, and what is left is frozen while workers start.
    """
    gc.collect()
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()


@contextlib.contextmanager
def _no_signals_for_workers() -> Iterator[None]:
    """Keeps SIGINT and SIGTERM waiting, in a worker until `_init_worker` has said that they are not for it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _leave_dead_workers_to_the_reader() -> None:
    """Keeps Paddle from raising SystemError out of a SIGCHLD handler, wherever the main process happens to be.

    `watch` sees the death, and the reader thread ends the iteration, which `_next` reports.
    """
    multiprocess_utils._SIGCHLD_handler_set = True


def _init_worker(worker: int) -> None:
    """Lets the main process decide when to end, also when a signal goes to the whole process group."""
    for number in _STOPS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _STOPS)
    threading.Thread(target=_end_after, args=(os.getppid(),), daemon=True).start()


def _end_after(parent: int) -> None:
    """Ends this worker once its parent is gone; Paddle's worker would wait for it for ever."""
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_SECONDS)
    paddle.base.core._cleanup_mmap_fds()
    os._exit(0)


@atexit.register
def _close_open_iterations() -> None:
    """Dismisses the workers of unfinished iterations; without it Python would wait for them at exit."""
    for iteration in list(_OPEN):
        iteration.close()


def _shared_memory_fits(batch_bytes: int, num_workers: int) -> bool:
    if not os.path.isdir(_SHARED_MEMORY):
        return False
    batches_on_their_way = _PREFETCH * num_workers + 2
    return shutil.disk_usage(_SHARED_MEMORY).free >= 2 * batches_on_their_way * batch_bytes
