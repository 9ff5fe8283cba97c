"""Several processes that train one model: which one this is, and what they tell each other.

``python -m paddle.distributed.launch`` starts them and says so in the environment. With one process nothing is sent,
and every function gives back what it got.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import io
import itertools
import os
import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

import numpy as np
import paddle
import paddle.distributed as dist

from paddle_lrkit.errors import LrkitError, UsageError

T = TypeVar("T")
_LOST = ("peer", "gloo", "nccl", "connection")
_MOST_PAUSE_S = 0.05
_LAUNCHER_LOOKS_S = 2.0
_PR_SET_PDEATHSIG = 1
_INTERFACE, _LOOPBACK = "GLOO_SOCKET_IFNAME", "lo"
_meetings = itertools.count()


class ProcessLost(LrkitError):
    """Another process of the job ended."""


def launched() -> int:
    """Processes that were launched together, of which this is one."""
    return int(os.environ.get("PADDLE_TRAINERS_NUM", "1"))


def start(device: str | None = None) -> None:
    """Joins the processes that were launched together, by gloo on the CPU and by NCCL on GPUs.

    Args:
        device: ``cpu`` or ``gpu``; None takes GPUs when Paddle was built for them and sees some.

    Raises:
        UsageError: A GPU was named by its number: each process takes the one that the launcher gave it.
    """
    if launched() == 1 or dist.is_initialized():
        return
    if device is not None and ":" in device:
        raise UsageError(f"--device {device}: the launcher gives each process its GPU; name them there with --devices")
    gpus = paddle.device.cuda.device_count() if paddle.is_compiled_with_cuda() else 0
    if device == "cpu" or not gpus:
        os.environ["PADDLE_DISTRI_BACKEND"] = "gloo"
        _talk_without_a_name()
    _follow_launcher()
    with contextlib.redirect_stdout(io.StringIO()):
        dist.init_parallel_env()


def _talk_without_a_name() -> None:
    """Lets gloo use the loopback interface where nobody knows this machine's name and all processes are on it.

    Gloo looks its own name up, which fails in a container without a network or with an invented name.
    """
    here = os.environ.get("PADDLE_LOCAL_SIZE", os.environ.get("PADDLE_TRAINERS_NUM"))
    if here != os.environ.get("PADDLE_TRAINERS_NUM") or _INTERFACE in os.environ:
        return
    try:
        socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        os.environ[_INTERFACE] = _LOOPBACK


def _follow_launcher() -> None:
    """Asks Linux for a SIGTERM when the launcher ends, so that a killed one leaves no process behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))


def world_size() -> int:
    """Number of processes."""
    return int(dist.get_world_size()) if dist.is_initialized() else 1


def rank() -> int:
    """This process, 0-based."""
    return int(dist.get_rank()) if dist.is_initialized() else 0


def is_first() -> bool:
    """Whether this process writes and speaks for all."""
    return rank() == 0


def gather(value: T) -> list[T]:
    """The value of each process, in the order of their ranks; waits for all, however long they take."""
    if world_size() == 1:
        return [value]
    wait()
    values: list[T] = []
    dist.all_gather_object(values, value)
    return values


def gather_array(values: np.ndarray) -> np.ndarray:
    """The same float64 array of each process, shape ``[processes, *shape]``."""
    if world_size() == 1:
        return values[None]
    parts: list[Any] = []
    dist.all_gather(parts, paddle.to_tensor(values.astype(np.float64)))
    return np.stack([part.numpy() for part in parts])


def in_order(own: Sequence[T]) -> list[T]:
    """All items in the order of the data set, where each process has every ``world_size``-th from its rank on.

    Example:
        >>> in_order([0.5, 0.25])
        [0.5, 0.25]
    """
    parts = gather(list(own))
    whole: list[Any] = [None] * sum(len(part) for part in parts)
    for number, part in enumerate(parts):
        whole[number :: len(parts)] = part
    return whole


def from_first(make: Callable[[], T]) -> T:
    """What ``make`` returns in the first process, which alone calls it; its LrkitError is raised in all."""
    if world_size() == 1:
        return make()
    made: Any = None
    try:
        made = make() if is_first() else None
    except LrkitError as error:
        made = error
    result = gather(made)[0]
    if isinstance(result, LrkitError):
        raise result
    return result


def wait() -> None:
    """Returns when all processes are here.

    An exchange by gloo fails when a process comes more than 30 seconds after the others. Here they may evaluate or
    write as long as they need; when one of them ends, the launcher ends the others.
    """
    if world_size() == 1:
        return
    key = f"paddle_lrkit/meeting/{next(_meetings)}"
    here, pause = _counted(key, 1), 0.001
    while here < world_size():
        time.sleep(pause)
        here, pause = _counted(key, 0), min(2 * pause, _MOST_PAUSE_S)


def _counted(key: str, more: int) -> int:
    """Adds to a number that all processes have in common, and returns it.

    Paddle's store fails when a signal comes while it waits for an answer, so signals wait until it is here.
    """
    store = paddle.base.core.create_or_get_global_tcp_store()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGINT, signal.SIGTERM))
    try:
        return int(store.add(key, more))
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def agree(what: str, value: object) -> None:
    """Raises a LrkitError in all processes when they do not have the same value.

    Args:
        what: What differs, for the message.
        value: Compared with ``==``.
    """
    values = gather(value)
    other = next((number for number, one in enumerate(values) if one != values[0]), None)
    if other is not None:
        raise LrkitError(f"{what} of process {other} is not that of process 0; start all processes with the same files")


def largest(number: int) -> int:
    """The largest of the numbers of all processes."""
    return int(gather_array(np.array(number)).max())


def largest_of_each(numbers: Sequence[float]) -> list[float]:
    """The largest of the numbers of all processes in each place."""
    if world_size() == 1:
        return list(numbers)
    largest_found: list[float] = gather_array(np.array(numbers)).max(axis=0).tolist()
    return largest_found


@paddle.no_grad()
def average(tensors: Sequence[Any]) -> None:
    """Puts the mean over all processes in the place of each float tensor, in one exchange."""
    if world_size() == 1 or not tensors:
        return
    joined = paddle.concat([tensor.detach().astype("float32").flatten() for tensor in tensors])
    dist.all_reduce(joined)
    parts = paddle.split(joined / world_size(), [tensor.size for tensor in tensors])
    for tensor, part in zip(tensors, parts, strict=True):
        tensor.set_value(part.reshape(tensor.shape).astype(tensor.dtype))


@contextlib.contextmanager
def reporting_loss(advice: str) -> Iterator[None]:
    """Inside the block the failure of an exchange becomes a `ProcessLost` with a sentence.

    From then on SIGTERM, which the launcher sends to the others, is ignored, so that the sentence can be written. The
    program ends after a pause, in which the launcher finds the process that really failed and shows what it said.

    Args:
        advice: How to go on.
    """
    try:
        yield
    except (RuntimeError, OSError, ValueError) as error:
        text = str(error).lower()
        if world_size() == 1 or isinstance(error, LrkitError) or not any(word in text for word in _LOST):
            raise
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        atexit.register(time.sleep, _LAUNCHER_LOOKS_S)
        raise ProcessLost(f"another process ended, or did not answer for 30 s; {advice}") from error
