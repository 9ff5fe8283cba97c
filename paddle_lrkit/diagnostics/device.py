"""The device that Paddle can compute on."""

from __future__ import annotations

from paddle_lrkit.devices import PaddleDevices, spoken
from paddle_lrkit.diagnostics.accelerators import read_computation
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.errors import LrkitError, UsageError
from paddle_lrkit.messages import tr


def choose_device(asked: str | None, info: PaddleInfo) -> str:
    """The device to compute on.

    Args:
        asked: ``cpu``, or a device of the installed Paddle such as ``gpu`` or ``npu:1``; None for the one that Paddle
            prefers, or for the CPU if Paddle cannot compute on that.
        info: What Paddle reports about itself.

    Raises:
        LrkitError: Paddle cannot be imported.
        UsageError: The device does not exist or cannot compute.
    """
    if not info.version:
        raise LrkitError(tr("Paddle cannot be imported: {}; run lrkit doctor", info.error))
    counts = {"gpu": info.gpu_count} if info.cuda else {}
    devices = PaddleDevices(info.version, counts | dict(info.devices))
    chosen = devices.choose(asked)
    kind = chosen.partition(":")[0]
    if kind == "cpu":
        return chosen
    computed = info if kind == "gpu" else read_computation(kind, devices.counts[kind])
    if computed.computes:
        return chosen
    if asked is None:
        return "cpu"
    lacks = tr("cannot compute on the {}: {}", spoken(kind), computed.error or tr("no answer"))
    raise UsageError(tr("--device {}: the installed Paddle {} {}; run lrkit doctor", asked, info.version, lacks))
