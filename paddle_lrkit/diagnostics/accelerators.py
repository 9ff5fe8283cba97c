"""Devices beside the CPU and NVIDIA's GPUs: XPUs, and those that plug-ins bring."""

from __future__ import annotations

from paddle_lrkit.devices import BUILT_IN, PACKAGES, installed_plugins
from paddle_lrkit.diagnostics.diagnosis import Diagnosis
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo, read_paddle_info
from paddle_lrkit.messages import tr
from paddle_lrkit.text import join_names

_SCRIPT = """
import json
import zlib

import paddle

from paddle_lrkit.diagnostics.computation import check_computation
from paddle_lrkit.train.runtime.device import computes_in

kind, count = {kind!r}, {count}
listed = getattr(paddle.base.core, "_get_registered_phi_kernels", None)
if listed:
    kernels = listed("all")
    own = sum(any(one.startswith(f"({{kind}},") for one in found) for found in kernels.values())
    print(json.dumps({{"kernels": [own, len(kernels)]}}), flush=True)
check_computation(paddle, kind, count)
types = {{name: computes_in(name) for name in ("float16", "bfloat16")}}
print(json.dumps({{"computes": True, **types}}), flush=True)
"""


def diagnose(info: PaddleInfo) -> list[Diagnosis]:
    """The results for each kind of device that Paddle supports, and for plug-ins that bring none."""
    results = []
    for kind, count in info.devices:
        results.append(diagnose_device(kind, count, brought_by(kind)))
        if count:
            computed = read_computation(kind, count)
            results.append(diagnose_computation(kind, count, computed))
            results += [diagnose_types(kind, computed)] if computed.computes else []
    kinds = {kind for kind, _ in info.devices}
    missing = {name: kind for kind, name in PACKAGES.items() if kind not in kinds}
    plugins = installed_plugins() if info.version else {}
    return results + [diagnose_missing(missing[name], name, plugins[name]) for name in plugins if name in missing]


def brought_by(kind: str) -> str:
    """Name and version of the plug-ins that may bring a device; empty if it is not known."""
    if kind in BUILT_IN:
        return ""
    plugins = installed_plugins()
    own = {PACKAGES[kind]} & plugins.keys() if kind in PACKAGES else set()
    names = own or plugins.keys() - set(PACKAGES.values())
    return ", ".join(f"{name} {plugins[name]}" for name in sorted(names))


def read_computation(kind: str, count: int) -> PaddleInfo:
    """What a process says that computes on each device of a kind."""
    return read_paddle_info(_SCRIPT.format(kind=kind, count=count))


def diagnose_device(kind: str, count: int, plugin: str) -> Diagnosis:
    """How many devices of a kind Paddle sees, and what brings them."""
    source = (
        tr("a part of this build of Paddle") if kind in BUILT_IN else plugin or tr("a plug-in that pip did not install")
    )
    if count:
        return Diagnosis(kind, "ok", tr("Paddle sees {}: {}", count, source))
    fix = tr("install the driver of the device; in a container pass the device and the driver's files to it")
    return Diagnosis(kind, "warn", tr("Paddle sees none: {}", source), fix)


def diagnose_computation(kind: str, count: int, computed: PaddleInfo) -> Diagnosis:
    """Whether the results are correct on each device of a kind, and how much of the work it does."""
    check = f"{kind} computes"
    if not computed.computes:
        detail = tr("a matrix product or a convolution failed: {}", computed.error or tr("no answer"))
        fix = tr("use versions of driver, plug-in and Paddle that belong together")
        if kind not in BUILT_IN:
            fix += tr("; CUSTOM_DEVICE_BLACK_LIST=matmul_v2,matmul_v2_grad has the CPU compute the products")
        return Diagnosis(check, "fail", detail, fix)
    detail = tr("a matrix product and a convolution are correct")
    if count > 1:
        detail = tr("a matrix product and a convolution are correct on all {}", count)
    own, of_all = computed.kernels or (0, 0)
    if kind not in BUILT_IN and own:
        detail += tr("; the plug-in has {} of {} kernels, the CPU computes the others", own, of_all)
    return Diagnosis(check, "ok", detail)


def diagnose_types(kind: str, computed: PaddleInfo) -> Diagnosis:
    """In which types mixed precision computes."""
    kinds = [name for name in ("float16", "bfloat16") if getattr(computed, name)]
    if kinds:
        return Diagnosis(f"{kind} AMP", "ok", join_names(kinds))
    return Diagnosis(f"{kind} AMP", "warn", tr("has no effect: everything stays float32"), tr("turn it off"))


def diagnose_missing(kind: str, name: str, version: str) -> Diagnosis:
    """A plug-in whose device Paddle does not list."""
    fix = tr("install the build of {} for this Paddle, and its driver; unset CUSTOM_DEVICE_ROOT", name)
    return Diagnosis(kind, "warn", tr("{} {} is installed, but Paddle does not know {}", name, version, kind), fix)
