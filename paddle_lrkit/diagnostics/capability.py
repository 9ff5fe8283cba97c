"""Whether the installed build of Paddle has machine code for the GPU."""

from __future__ import annotations

from collections.abc import Iterable

from paddle_lrkit.diagnostics.diagnosis import Diagnosis
from paddle_lrkit.diagnostics.driver import Capability, Driver
from paddle_lrkit.diagnostics.install import install_advice
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.messages import tr

MACHINE_CODE: dict[str, tuple[Capability, ...]] = {"2.6": ((6, 1), (7, 0), (7, 5), (8, 0), (8, 6))}
"""Release of paddlepaddle-gpu -> capabilities of its machine code, for releases that do not report them."""


def diagnose_capability(info: PaddleInfo, driver: Driver) -> list[Diagnosis]:
    """One result if the capability of the GPU is known, else none.

    The capabilities of the build come from ``paddle.version.cuda_archs()`` (Paddle 3) or from `MACHINE_CODE`. A build
    may contain PTX, which the driver compiles for newer GPUs; then what counts is whether it computes. The GPUs are
    those that Paddle sees (``CUDA_VISIBLE_DEVICES`` may hide some), or else those of the driver.
    """
    check = "compute capability"
    cards = info.capabilities or driver.capabilities
    if not info.cuda or not cards:
        return []
    driver = driver._replace(capabilities=cards)
    built, card = built_for(info), format_capabilities(sorted(set(cards)))
    if not built:
        return [Diagnosis(check, "ok", tr("{}; Paddle {} does not report what it was built for", card, info.version))]
    unsupported = sorted({each for each in cards if not fits(each, built)})
    if not unsupported:
        return [
            Diagnosis(check, "ok", tr("{}; Paddle {} was built for {}", card, info.version, format_capabilities(built)))
        ]
    lacking = format_capabilities(unsupported)
    detail = tr("{}: Paddle {} has machine code for {} only", lacking, info.version, format_capabilities(built))
    if info.computes:
        return [Diagnosis(check, "warn", tr("{}; it computes nevertheless", detail), install_advice(driver))]
    return [Diagnosis(check, "fail", detail, install_advice(driver))]


def built_for(info: PaddleInfo) -> tuple[Capability, ...]:
    """Capabilities that the installed build has machine code for; empty if they are not known.

    Example:
        >>> built_for(PaddleInfo(version="3.3.1", cuda="12.6", archs=(80, 90, 120)))
        ((8, 0), (9, 0), (12, 0))
    """
    if info.archs:
        return tuple(divmod(arch, 10) for arch in sorted(info.archs))
    return MACHINE_CODE.get(".".join(info.version.split(".")[:2]), ())


def fits(capability: Capability, built: Iterable[Capability]) -> bool:
    """Whether machine code for one of the built capabilities runs on a GPU.

    ``same major number and built minor number <= minor number of the GPU``

    Example:
        >>> fits((8, 9), ((8, 0), (8, 6))), fits((9, 0), ((8, 0), (8, 6))), fits((6, 0), ((6, 1),))
        (True, False, False)

    Reference: NVIDIA, CUDA C++ Programming Guide, "Binary compatibility".
    """
    return any(major == capability[0] and minor <= capability[1] for major, minor in built)


def format_capabilities(capabilities: Iterable[Capability]) -> str:
    """``8.0, 9.0``"""
    return ", ".join(f"{major}.{minor}" for major, minor in capabilities)
