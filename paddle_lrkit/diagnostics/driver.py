"""What ``nvidia-smi`` says about the GPUs and their driver."""

from __future__ import annotations

import re
import shutil
import subprocess
from typing import NamedTuple

from paddle_lrkit.messages import tr

Capability = tuple[int, int]

_QUERY = "name,driver_version,compute_cap"
_OLD_QUERY = "name,driver_version"
_NO_DEVICE = 6
"""Exit code if the driver works and there is no GPU."""


class Driver(NamedTuple):
    """What ``nvidia-smi`` says.

    Args:
        version: Version of the driver, empty if there is no answer.
        names: Name of each GPU.
        capabilities: Compute capability of each GPU; empty if the driver does not report it.
        error: Why there is no answer.
        broken: Whether the driver is installed and does not work.
    """

    version: str = ""
    names: tuple[str, ...] = ()
    capabilities: tuple[Capability, ...] = ()
    error: str = ""
    broken: bool = False

    @property
    def major(self) -> int:
        match = re.match(r"\d+", self.version)
        return int(match[0]) if match else 0


def read_driver() -> Driver:
    """Asks ``nvidia-smi``, and again without the capability if the driver is too old to report it."""
    if shutil.which("nvidia-smi") is None:
        return Driver(error=tr("no nvidia-smi: this machine or container has no NVIDIA driver"))
    answer = _ask(_QUERY)
    if answer.error:
        older = _ask(_OLD_QUERY)
        answer = answer if older.error else older
    return answer


def parse_driver(output: str) -> Driver:
    """The driver from lines ``name, driver version[, capability]``.

    Example:
        >>> parse_driver("NVIDIA GeForce RTX 3090, 550.54.15, 8.6")
        Driver(version='550.54.15', names=('NVIDIA GeForce RTX 3090',), capabilities=((8, 6),), error='', broken=False)
    """
    lines = [[part.strip() for part in line.split(",")] for line in output.splitlines() if line.count(",") >= 1]
    if not lines:
        return Driver(error=output.strip().splitlines()[-1] if output.strip() else tr("nvidia-smi shows no GPU"))
    found = [re.fullmatch(r"(\d+)\.(\d+)", line[2]) for line in lines if len(line) > 2]
    capabilities = tuple((int(match[1]), int(match[2])) for match in found if match)
    return Driver(lines[0][1], tuple(line[0] for line in lines), capabilities)


def _ask(query: str) -> Driver:
    call = ["nvidia-smi", f"--query-gpu={query}", "--format=csv,noheader"]
    try:
        # A fixed program with fixed arguments.
        process = subprocess.run(  # noqa: S603
            call, capture_output=True, text=True, errors="replace", timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return Driver(error=tr("nvidia-smi does not answer: {}", error), broken=True)
    if process.returncode:
        printed = " ".join((process.stdout + process.stderr).split())
        return Driver(
            error=tr("nvidia-smi: {}", printed or process.returncode), broken=process.returncode != _NO_DEVICE
        )
    return parse_driver(process.stdout)
