"""The NVIDIA GPU, its driver, and whether the installed Paddle can use them.

Checks of several GPUs (NCCL, peer access) and of cuDNN belong into modules of their own beside this one.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from typing import NamedTuple

from paddle_lrkit.cli.doctor.probe import Probe
from paddle_lrkit.cli.doctor.row import Row

Capability = tuple[int, int]

_QUERY = "name,driver_version,compute_cap"
_OLD_QUERY = "name,driver_version"

_MACHINE_CODE: dict[str, tuple[Capability, ...]] = {"2.6": ((6, 1), (7, 0), (7, 5), (8, 0), (8, 6))}
"""Release of paddlepaddle-gpu -> capabilities of its machine code, for those that carry no PTX for newer GPUs."""

_INDEX = "Paddle's own index (see the install page of paddlepaddle.org.cn)"


class Build(NamedTuple):
    """A build of Paddle 3.3.1: its CUDA, its image, the driver and the capability that this CUDA needs."""

    cuda: str
    image: str
    driver: int
    capability: Capability


_BUILDS = (
    Build("13.0", "paddlepaddle/paddle:3.3.1-gpu-cuda13.0-cudnn9.13", 580, (7, 5)),
    Build("12.9", "paddlepaddle/paddle:3.3.1-gpu-cuda12.9-cudnn9.9", 575, (0, 0)),
    Build("12.6", "paddlepaddle/paddle:3.3.1-gpu-cuda12.6-cudnn9.5", 560, (0, 0)),
)
_CUDA_12_DRIVER, _CUDA_11_DRIVER = 525, 450


class Driver(NamedTuple):
    """What ``nvidia-smi`` says.

    Args:
        version: Version of the driver, empty when there is no answer.
        names: Name of each GPU.
        capabilities: Compute capability of each GPU; empty with a driver that does not tell it.
        error: Why there is no answer.
    """

    version: str = ""
    names: tuple[str, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    error: str = ""

    @property
    def major(self) -> int:
        match = re.match(r"\d+", self.version)
        return int(match[0]) if match else 0


def read_driver() -> Driver:
    """Asks ``nvidia-smi``, once more without the capability when the driver is too old to tell it."""
    if shutil.which("nvidia-smi") is None:
        return Driver(error="no nvidia-smi: this machine or container has no NVIDIA driver")
    answer = _ask(_QUERY)
    if answer.error:
        older = _ask(_OLD_QUERY)
        answer = answer if older.error else older
    return answer


def parse_driver(output: str) -> Driver:
    """The driver from lines ``name, driver version[, capability]``.

    Example:
        >>> parse_driver("NVIDIA GeForce RTX 3090, 550.54.15, 8.6")
        Driver(version='550.54.15', names=('NVIDIA GeForce RTX 3090',), capabilities=((8, 6),), error='')
    """
    lines = [[part.strip() for part in line.split(",")] for line in output.splitlines() if line.count(",") >= 1]
    if not lines:
        return Driver(error=output.strip().splitlines()[-1] if output.strip() else "nvidia-smi shows no GPU")
    told = [re.fullmatch(r"(\d+)\.(\d+)", line[2]) for line in lines if len(line) > 2]
    capabilities = tuple((int(match[1]), int(match[2])) for match in told if match)
    return Driver(lines[0][1], tuple(line[0] for line in lines), capabilities)


def rows(found: Probe, driver: Driver) -> list[Row]:
    """The rows about the GPU; those that ask for a working GPU are left out without one."""
    made = [gpu_row(found, driver)]
    if found.gpu_count:
        made.append(compute_row(found, driver))
    if os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        made.append(empty_mask_row())
    return [*made, amp_row(found)]


def gpu_row(found: Probe, driver: Driver) -> Row:
    """Whether Paddle sees the GPUs that the driver sees."""
    seen = f"{', '.join(driver.names)} (driver {driver.version})"
    if found.gpu_count:
        of_what = seen if driver.names else driver.error
        return Row("GPU", "ok", f"Paddle (CUDA {found.cuda}) sees {found.gpu_count}: {of_what}")
    if not driver.names:
        if found.cuda:
            fix = "in a container: docker run --gpus all; else install an NVIDIA driver"
            return Row("GPU", "warn", f"a CUDA {found.cuda} build falls back to the CPU: {driver.error}", fix)
        return Row("GPU", "ok", f"none; training runs on the CPU ({driver.error})")
    if found.cuda:
        fix = "look at CUDA_VISIBLE_DEVICES" if "CUDA_VISIBLE_DEVICES" in os.environ else install_advice(driver)
        return Row("GPU", "fail", f"Paddle (CUDA {found.cuda}) sees none of: {seen}", fix)
    build = f"Paddle {found.version} is a CPU build" if found.version else "Paddle is not usable"
    return Row("GPU", "warn", f"{build}; not used: {seen}", install_advice(driver))


def compute_row(found: Probe, driver: Driver) -> Row:
    """Whether a matrix product runs on the first GPU; if not, what is known of the build's machine code."""
    check = "GPU computes"
    if found.computes:
        return Row(check, "ok", "a matrix product ran on it")
    built = _MACHINE_CODE.get(".".join(found.version.split(".")[:2]), ())
    foreign = [capability for capability in driver.capabilities if built and not fits(capability, built)]
    if not foreign:
        detail = f"a matrix product failed: {found.error or 'no answer'}"
    else:
        detail = f"compute capability {_listed(foreign)}: Paddle {found.version} has machine code for "
        detail += f"{_listed(built)} only, and no PTX"
    return Row(check, "fail", detail, install_advice(driver))


def empty_mask_row() -> Row:
    """A mask that hides every GPU and that Paddle's launcher cannot read."""
    detail = "it is set and empty: all GPUs are hidden, and python -m paddle.distributed.launch fails on it"
    return Row("CUDA_VISIBLE_DEVICES", "warn", detail, "unset CUDA_VISIBLE_DEVICES")


def amp_row(found: Probe) -> Row:
    """Whether automatic mixed precision does anything here."""
    if not found.gpu_count:
        return Row("AMP", "warn", "it does nothing on the CPU: all stays float32", "leave it off, or use a GPU")
    kinds = [name for name in ("float16", "bfloat16") if getattr(found, name)]
    if not kinds:
        return Row("AMP", "warn", "the GPU computes neither in float16 nor in bfloat16", "leave it off")
    return Row("AMP", "ok", " and ".join(kinds))


def fits(capability: Capability, built: tuple[Capability, ...]) -> bool:
    """Whether machine code for one of the built capabilities runs on a GPU.

    ``same major number and built minor number <= minor number of the GPU``

    Example:
        >>> fits((8, 9), ((8, 0), (8, 6))), fits((9, 0), ((8, 0), (8, 6))), fits((6, 0), ((6, 1),))
        (True, False, False)

    Reference: NVIDIA, CUDA C++ Programming Guide, "Binary compatibility".
    """
    return any(major == capability[0] and minor <= capability[1] for major, minor in built)


def install_advice(driver: Driver) -> str:
    """What to install on a machine with this driver."""
    if not driver.names:
        return "pip install 'paddle-lrkit[cpu,train]'"
    lowest = min(driver.capabilities, default=(99, 0))
    for build in _BUILDS:
        if driver.major >= build.driver and lowest >= build.capability:
            wheel = f"paddlepaddle-gpu==3.3.1 for CUDA {build.cuda} from {_INDEX}"
            return f"install {wheel}, or docker run --gpus all --shm-size=8G {build.image}"
    if driver.major >= _CUDA_12_DRIVER:
        return f"install paddlepaddle-gpu==3.3.1 for CUDA 12.6 from {_INDEX}; a newer driver (560) also runs the image"
    if driver.major >= _CUDA_11_DRIVER and all(fits(each, _MACHINE_CODE["2.6"]) for each in driver.capabilities):
        return "pip install paddlepaddle-gpu==2.6.2 'numpy<2' setuptools (CUDA 11.8), or update the driver to 560"
    return "update the NVIDIA driver to 560 or newer, then run lrkit doctor again"


def _listed(capabilities: Sequence[Capability]) -> str:
    return ", ".join(f"{major}.{minor}" for major, minor in capabilities)


def _ask(query: str) -> Driver:
    call = ["nvidia-smi", f"--query-gpu={query}", "--format=csv,noheader"]
    try:
        process = subprocess.run(call, capture_output=True, text=True, errors="replace", timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired) as error:
        return Driver(error=f"nvidia-smi does not answer: {error}")
    if process.returncode:
        return Driver(error=f"nvidia-smi: {(process.stdout + process.stderr).strip() or process.returncode}")
    return parse_driver(process.stdout)
