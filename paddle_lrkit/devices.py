"""The devices of a Paddle installation and their names on the command line."""

from __future__ import annotations

import importlib.metadata
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from paddle_lrkit.errors import UsageError, did_you_mean
from paddle_lrkit.messages import current_language, tr
from paddle_lrkit.text import join_names

PACKAGES = {
    "gpu": "paddlepaddle-gpu",
    "xpu": "paddlepaddle-xpu",
    "npu": "paddle-custom-npu",
    "mlu": "paddle-custom-mlu",
    "gcu": "paddle-custom-gcu",
    "sdaa": "paddle-sdaa",
    "metax_gpu": "paddle-metax-gpu",
    "iluvatar_gpu": "paddle-iluvatar-gpu",
    "intel_hpu": "paddle-intel-hpu",
    "intel_gpu": "paddle-custom-intel-gpu",
    "mps": "paddle-mps",
    "SUPA": "paddle-custom-supa",
    "custom_cpu": "paddle-custom-cpu",
}
"""Device -> the distribution that brings it: a build of Paddle for the first two, a plug-in for the others."""

BUILT_IN = ("gpu", "xpu")
"""Devices that a build of Paddle has without a plug-in."""

_OTHER_NAMES = {
    "cuda": "gpu",
    "dcu": "gpu",
    "ascend": "npu",
    "kunlun": "xpu",
    "cambricon": "mlu",
    "enflame": "gcu",
    "gaudi": "intel_hpu",
    "biren": "SUPA",
}
"""Names of makers and toolkits -> the device as Paddle calls it."""


@dataclass(frozen=True)
class PaddleDevices:
    """The devices of the installed Paddle.

    Args:
        version: Paddle's version.
        counts: Device -> how many Paddle sees, without the CPU; 0 if this Paddle supports it and sees none. The first
            one that it sees is the default.

    Example:
        >>> devices = PaddleDevices("3.3.1", {"npu": 8})
        >>> devices.default, devices.choose("npu:7"), str(devices)
        ('npu', 'npu:7', 'cpu and npu (8)')
    """

    version: str
    counts: Mapping[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        seen = [f"{kind} ({count})" if count > 1 else kind for kind, count in self.counts.items() if count]
        return join_names(["cpu", *seen])

    @property
    def default(self) -> str:
        """The device for a command without ``--device``."""
        return next((kind for kind, count in self.counts.items() if count), "cpu")

    def choose(self, asked: str | None) -> str:
        """The device that ``--device`` names, or the default.

        Raises:
            UsageError: There is no such device.
        """
        if asked is None:
            return self.default
        kind, colon, index = asked.partition(":")
        if colon and (kind == "cpu" or not re.fullmatch(r"[0-9]+", index)):
            allowed = (
                tr("the CPU has no number") if kind == "cpu" else tr("the number must be a whole number from 0 on")
            )
            raise UsageError(tr("--device {}: {}, as in cpu, gpu or npu:1", asked, allowed))
        count = 1 if kind == "cpu" else self.counts.get(kind, 0)
        if not count:
            raise UsageError(tr("--device {}: {}", asked, self._without(kind)))
        if colon and int(index) >= count:
            numbered = tr("numbered from 0") if count > 1 else tr("which is number 0")
            what = f"{count} {spoken(kind)}" + ("s" if count > 1 and current_language() == "en" else "")
            raise UsageError(
                tr("--device {}: the installed Paddle {} sees {}, {}", asked, self.version, what, numbered)
            )
        return asked

    def _without(self, kind: str) -> str:
        """Why there is no such device, and what would help."""
        has = tr("the installed Paddle {} has {}", self.version, tr("only cpu") if self.default == "cpu" else self)
        if kind in self.counts:
            return tr("{} and sees no {}; run lrkit doctor", has, spoken(kind))
        if kind in PACKAGES:
            more = tr("; run lrkit doctor") if kind == "gpu" else ""
            return tr("{}; {} comes with {}{}", has, kind, PACKAGES[kind], more)
        other = next((ours for name, ours in _OTHER_NAMES.items() if kind.lower().startswith(name)), None)
        if other is not None:
            comes = "" if other in self.counts else tr(", which comes with {}", PACKAGES[other])
            return tr("{}; Paddle calls it {!r}{}", has, other, comes)
        return has + (did_you_mean(kind, ["cpu", *self.counts, *PACKAGES]) or tr("; run lrkit doctor"))


def spoken(kind: str) -> str:
    """A device in a sentence: ``CPU``, ``GPU``, or the name that Paddle has for it."""
    return kind.upper() if kind in ("cpu", "gpu") else kind


def installed_plugins() -> dict[str, str]:
    """Name and version of each distribution that brings a device as a plug-in of Paddle."""
    names = importlib.metadata.packages_distributions().get("paddle_custom_device", ())
    return {name: importlib.metadata.version(name) for name in sorted(set(names))}


def other_devices_installed() -> bool:
    """Whether a build or a plug-in of Paddle for a device that is neither the CPU nor a GPU is installed."""
    found = importlib.metadata.packages_distributions()
    return "paddle_custom_device" in found or PACKAGES["xpu"] in found.get("paddle", ())


def device_counts(paddle: Any) -> dict[str, int]:
    """How many devices of each kind Paddle sees, in Paddle's own order of preference.

    Args:
        paddle: The imported module.
    """
    counts = {}
    if paddle.device.is_compiled_with_cuda():
        counts["gpu"] = int(paddle.device.cuda.device_count())
    if paddle.device.is_compiled_with_xpu():
        counts["xpu"] = int(paddle.base.core.get_xpu_device_count())
    available = [name.partition(":")[0] for name in paddle.device.get_available_custom_device() or ()]
    return counts | {kind: available.count(kind) for kind in paddle.device.get_all_custom_device_type() or ()}
