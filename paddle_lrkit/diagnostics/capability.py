"""Whether the installed build of Paddle has machine code for the GPU: known before the first kernel fails."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from paddle_lrkit.diagnostics.driver import Capability, Driver
from paddle_lrkit.diagnostics.install import install_advice
from paddle_lrkit.diagnostics.probe import Probe
from paddle_lrkit.diagnostics.row import Row

MACHINE_CODE: dict[str, tuple[Capability, ...]] = {"2.6": ((6, 1), (7, 0), (7, 5), (8, 0), (8, 6))}
"""Release of paddlepaddle-gpu -> capabilities of its machine code, for those that do not tell it themselves."""


def capability_rows(found: Probe, driver: Driver) -> list[Row]:
    """One row when the capability of the GPU is known, else none.

    The build's list comes from ``paddle.version.cuda_archs()`` (Paddle 3), or from `MACHINE_CODE`. A build may carry
    PTX, which the driver compiles for newer GPUs; whether it computes is then what counts. The GPUs are those that
    Paddle sees, of which ``CUDA_VISIBLE_DEVICES`` may leave some out, or else those of the driver.
    """
    check = "compute capability"
    cards = found.capabilities or driver.capabilities
    if not found.cuda or not cards:
        return []
    driver = driver._replace(capabilities=cards)
    built, card = built_for(found), listed(sorted(set(cards)))
    if not built:
        return [Row(check, "ok", f"{card}; Paddle {found.version} does not tell what it was built for")]
    foreign = sorted({each for each in cards if not fits(each, built)})
    if not foreign:
        return [Row(check, "ok", f"{card}; Paddle {found.version} was built for {listed(built)}")]
    detail = f"{listed(foreign)}: Paddle {found.version} has machine code for {listed(built)} only"
    if found.computes:
        return [Row(check, "warn", f"{detail}; it computes all the same", install_advice(driver))]
    return [Row(check, "fail", detail, install_advice(driver))]


def built_for(found: Probe) -> tuple[Capability, ...]:
    """Capabilities that the installed build has machine code for; empty when that is not known.

    Example:
        >>> built_for(Probe(version="3.3.1", cuda="12.6", archs=(80, 90, 120)))
        ((8, 0), (9, 0), (12, 0))
    """
    if found.archs:
        return tuple(divmod(arch, 10) for arch in sorted(found.archs))
    return MACHINE_CODE.get(".".join(found.version.split(".")[:2]), ())


def fits(capability: Capability, built: Iterable[Capability]) -> bool:
    """Whether machine code for one of the built capabilities runs on a GPU.

    ``same major number and built minor number <= minor number of the GPU``

    Example:
        >>> fits((8, 9), ((8, 0), (8, 6))), fits((9, 0), ((8, 0), (8, 6))), fits((6, 0), ((6, 1),))
        (True, False, False)

    Reference: NVIDIA, CUDA C++ Programming Guide, "Binary compatibility".
    """
    return any(major == capability[0] and minor <= capability[1] for major, minor in built)


def listed(capabilities: Sequence[Capability]) -> str:
    """``8.0, 9.0``"""
    return ", ".join(f"{major}.{minor}" for major, minor in capabilities)
