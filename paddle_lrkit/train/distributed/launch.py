"""Joining the processes that ``python -m paddle.distributed.launch`` started."""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import signal
import socket
import sys

import paddle.distributed as dist

from paddle_lrkit.errors import UsageError
from paddle_lrkit.train.distributed.collectives import launched_processes
from paddle_lrkit.train.runtime.device import gpu_count

_PR_SET_PDEATHSIG = 1
_INTERFACE, _LOOPBACK = "GLOO_SOCKET_IFNAME", "lo"


def init_distributed(device: str | None = None) -> None:
    """Connects the launched processes, with gloo on the CPU and NCCL on GPUs; does nothing with one process.

    Args:
        device: ``cpu`` or ``gpu``; None uses GPUs if Paddle sees any.

    Raises:
        UsageError: ``device`` has a GPU number. The launcher assigns a GPU to each process.
    """
    if launched_processes() == 1 or dist.is_initialized():
        return
    if device is not None and ":" in device:
        raise UsageError(
            f"--device {device}: the launcher assigns a GPU to each process; choose the GPUs with its --devices option"
        )
    if device == "cpu" or not gpu_count():
        os.environ["PADDLE_DISTRI_BACKEND"] = "gloo"
        _use_loopback_if_hostname_is_unknown()
    _end_with_launcher()
    with contextlib.redirect_stdout(io.StringIO()):
        dist.init_parallel_env()


def _use_loopback_if_hostname_is_unknown() -> None:
    """Gloo resolves its own hostname, which fails in a container without a network or with an invented hostname."""
    local = os.environ.get("PADDLE_LOCAL_SIZE", os.environ.get("PADDLE_TRAINERS_NUM"))
    if local != os.environ.get("PADDLE_TRAINERS_NUM") or _INTERFACE in os.environ:
        return
    try:
        socket.getaddrinfo(socket.gethostname(), None)
    except OSError:
        os.environ[_INTERFACE] = _LOOPBACK


def _end_with_launcher() -> None:
    """Asks Linux for a SIGTERM when the launcher ends, so that killing the launcher leaves no process behind."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))
