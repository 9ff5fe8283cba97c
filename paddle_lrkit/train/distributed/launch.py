"""Joining the processes that ``python -m paddle.distributed.launch`` started."""

from __future__ import annotations

import contextlib
import ctypes
import io
import os
import signal
import socket
import sys

import paddle
import paddle.distributed as dist

from paddle_lrkit.devices import BUILT_IN
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.messages import tr
from paddle_lrkit.train.distributed.collectives import launched_processes
from paddle_lrkit.train.runtime.device import paddle_devices

_PR_SET_PDEATHSIG = 1
_INTERFACE, _LOOPBACK = "GLOO_SOCKET_IFNAME", "lo"


def init_distributed(device: str | None = None) -> None:
    """Connects the launched processes; does nothing with one process.

    The CPU uses gloo, a GPU NCCL, an XPU BKCL, and the device of a plug-in what the plug-in has for it (XCCL).

    Args:
        device: ``cpu``, or a device without a number such as ``gpu`` or ``npu``; None for the one that Paddle prefers.

    Raises:
        UsageError: ``device`` has a number, does not exist, or is not the one that the launcher assigns.
        LrkitError: The plug-in does not add numbers up over the processes.
    """
    if launched_processes() == 1 or dist.is_initialized():
        return
    if device is not None and ":" in device:
        raise UsageError(
            tr(
                "--device {}: the launcher assigns a device to each process; choose them with its --devices option",
                device,
            )
        )
    devices = paddle_devices()
    kind = devices.choose(device)
    plugin = next((name for name in devices.counts if name not in BUILT_IN), None)
    _end_with_launcher()
    if kind == "cpu":
        os.environ["PADDLE_DISTRI_BACKEND"] = "gloo"
        _use_loopback_if_hostname_is_unknown()
    elif plugin is not None and kind != plugin:
        raise UsageError(
            tr(
                "--device {}: Paddle's launcher assigns each process a {}; use --device {}, or hide its plug-in with "
                "CUSTOM_DEVICE_ROOT=/dev/null",
                kind,
                plugin,
                plugin,
            )
        )
    with contextlib.redirect_stdout(io.StringIO()):
        if kind != "cpu":
            paddle.set_device(kind)
        dist.init_parallel_env()
    if kind == plugin:
        _check_sum(kind)


def _check_sum(kind: str) -> None:
    """Adds up ones over the processes: a plug-in without a working collective library would train each alone."""
    ones = paddle.ones([2])
    dist.all_reduce(ones)
    expected = dist.get_world_size()
    if ones.tolist() != [expected] * 2:
        raise LrkitError(
            tr(
                "--device {}: the plug-in does not add numbers up over processes ({:g} instead of {}); train in one "
                "process, or with --device cpu",
                kind,
                ones.tolist()[0],
                expected,
            )
        )


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
