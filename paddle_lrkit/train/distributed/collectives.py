"""Collective operations over the processes of a job. With one process nothing is sent and inputs are returned."""

from __future__ import annotations

import atexit
import contextlib
import itertools
import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import paddle
import paddle.distributed as dist

from paddle_lrkit.errors import LrkitError
from paddle_lrkit.messages import tr

T = TypeVar("T")
_LOST_PROCESS_WORDS = ("peer", "gloo", "nccl", "bkcl", "xccl", "hccl", "connection")
_LONGEST_POLL_S = 0.05
_LAUNCHER_POLL_S = 2.0
_barriers = itertools.count()


class ProcessLost(LrkitError):
    """Another process of the job ended."""


def launched_processes() -> int:
    """Number of processes that the launcher started, this one included."""
    return int(os.environ.get("PADDLE_TRAINERS_NUM", "1"))


def world_size() -> int:
    """Number of connected processes."""
    return int(dist.get_world_size()) if dist.is_initialized() else 1


def rank() -> int:
    """Number of this process, 0-based."""
    return int(dist.get_rank()) if dist.is_initialized() else 0


def is_main_process() -> bool:
    """Whether this is rank 0, the process that writes files and prints."""
    return rank() == 0


def all_gather(value: T) -> list[T]:
    """The value of every process, ordered by rank. Waits for slow processes without a time limit."""
    if world_size() == 1:
        return [value]
    barrier()
    values: list[T] = []
    dist.all_gather_object(values, value)
    return values


def all_gather_array(values: np.ndarray) -> np.ndarray:
    """A float64 array of every process, shape ``[processes, *shape]``. All processes pass the same shape."""
    if world_size() == 1:
        return values[None]
    parts: list[Any] = []
    dist.all_gather(parts, paddle.to_tensor(values.astype(np.float64)))
    return np.stack([part.numpy() for part in parts])


def gather_interleaved(own: Sequence[T]) -> list[T]:
    """All items in data-set order, where rank ``r`` holds items ``r``, ``r + world_size``, ``r + 2 * world_size``, ...

    Example:
        >>> gather_interleaved([0.5, 0.25])
        [0.5, 0.25]
    """
    parts = all_gather(list(own))
    items: list[Any] = [None] * sum(len(part) for part in parts)
    for number, part in enumerate(parts):
        items[number :: len(parts)] = part
    return items


def broadcast_from_rank0(make: Callable[[], T]) -> T:
    """The result of ``make``, which only rank 0 calls. A LrkitError that it raises is raised in every process."""
    if world_size() == 1:
        return make()
    made: Any = None
    try:
        made = make() if is_main_process() else None
    except LrkitError as error:
        made = error
    result = all_gather(made)[0]
    if isinstance(result, LrkitError):
        raise result
    return result


def barrier() -> None:
    """Waits until every process has called this function, without a time limit.

    A gloo exchange fails when a process comes more than 30 seconds after the others. With this barrier a process may
    evaluate or write for longer. When a process dies, the launcher ends the waiting ones.
    """
    if world_size() == 1:
        return
    key = f"paddle_lrkit/barrier/{next(_barriers)}"
    arrived, pause = _add_to_counter(key, 1), 0.001
    while arrived < world_size():
        time.sleep(pause)
        arrived, pause = _add_to_counter(key, 0), min(2 * pause, _LONGEST_POLL_S)


def _add_to_counter(key: str, amount: int) -> int:
    """Adds to a counter that all processes share and returns its value.

    Signals are blocked meanwhile: Paddle's store fails when a signal interrupts its wait for an answer.
    """
    store = paddle.base.core.create_or_get_global_tcp_store()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        return int(store.add(key, amount))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def check_same_on_ranks(what: str, value: object) -> None:
    """Compares a value of all processes.

    Args:
        what: Description of the value for the error message.
        value: Compared with ``==``.

    Raises:
        LrkitError: In every process, if one has another value than rank 0.
    """
    values = all_gather(value)
    other = next((number for number, one in enumerate(values) if one != values[0]), None)
    if other is not None:
        raise LrkitError(
            tr("{} of process {} differs from process 0; start all processes with the same files", what, other)
        )


def all_reduce_max(values: Sequence[float]) -> list[float]:
    """The elementwise maximum over all processes."""
    if world_size() == 1:
        return list(values)
    maximum: list[float] = all_gather_array(np.array(values)).max(axis=0).tolist()
    return maximum


@paddle.no_grad()
def all_reduce_mean(tensors: Sequence[Any]) -> None:
    """Replaces each float tensor by its mean over all processes, in one exchange."""
    if world_size() == 1 or not tensors:
        return
    joined = paddle.concat([tensor.detach().astype("float32").flatten() for tensor in tensors])
    dist.all_reduce(joined)
    parts = paddle.split(joined / world_size(), [tensor.size for tensor in tensors])
    for tensor, part in zip(tensors, parts, strict=True):
        tensor.set_value(part.reshape(tensor.shape).astype(tensor.dtype))


@contextlib.contextmanager
def distributed_errors(hint: str) -> Iterator[None]:
    """Turns the failure of an exchange inside the block into a `ProcessLost`, and lets every error be reported.

    When one process fails, the launcher sends SIGTERM to the others. After an error in the block this process ignores
    it, so that it can print the error and end with its exit code. After a `ProcessLost` it ends with a delay, in which
    the launcher finds the process that failed first and shows its output.

    Args:
        hint: End of the error message of a `ProcessLost`: how to continue the run.
    """
    try:
        yield
    except LrkitError:
        _ignore_launcher()
        raise
    except (RuntimeError, OSError, ValueError) as error:
        text = str(error).lower()
        if world_size() == 1 or not any(word in text for word in _LOST_PROCESS_WORDS):
            raise
        _ignore_launcher()
        atexit.register(time.sleep, _LAUNCHER_POLL_S)
        raise ProcessLost(tr("another process ended, or did not answer for 30 s; {}", hint)) from error


def _ignore_launcher() -> None:
    if world_size() > 1:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
