"""The build of Paddle that fits the driver and the GPU."""

from __future__ import annotations

from typing import NamedTuple

from paddle_lrkit.diagnostics.driver import Capability, Driver
from paddle_lrkit.messages import Message, tr

_INDEX = "https://www.paddlepaddle.org.cn/packages/stable"
_PYPI_NEWEST: Capability = (8, 9)
"""Newest capability that paddlepaddle-gpu 2.6.2, the last release on PyPI, supports."""
_PYPI_OLDEST: Capability = (6, 1)
_NEVER_BUILT: Capability = (5, 0)
"""No supported version of Paddle has code for older GPUs."""
_OLD_GPU = Message("no build of Paddle 2.6 or 3 has code for a GPU this old; use the CPU")
_CPU = "pip install 'paddle-lrkit[cpu,train]'"


class Build(NamedTuple):
    """A build of Paddle 3.3.1.

    Args:
        cuda: Its CUDA version.
        cudnn: Its cuDNN version, part of the tag of the image.
        driver: Driver that was released with this CUDA.
        oldest: Oldest capability that this CUDA compiles for.
        newest: Newest capability that this CUDA compiles for.
    """

    cuda: str
    cudnn: str
    driver: int
    oldest: Capability
    newest: Capability

    def fits(self, driver: Driver) -> bool:
        """Whether the build has code for all GPUs."""
        return all(self.oldest <= each <= self.newest for each in driver.capabilities)

    def wheel(self) -> str:
        """The command that installs the wheel from Paddle's index."""
        return f"pip install paddlepaddle-gpu==3.3.1 -i {_INDEX}/cu{self.cuda.replace('.', '')}/"

    def image(self) -> str:
        """The command that starts the official image."""
        tag = f"3.3.1-gpu-cuda{self.cuda}-cudnn{self.cudnn}"
        return f"docker run --gpus all --shm-size=8G -it paddlepaddle/paddle:{tag}"


BUILDS = (
    Build("13.0", "9.13", 580, (7, 5), (99, 0)),
    Build("12.9", "9.9", 575, (5, 0), (12, 9)),
    Build("12.6", "9.5", 560, (5, 0), (9, 0)),
)
_CUDA_12_DRIVER, _CUDA_11_DRIVER = 525, 450


def install_advice(driver: Driver) -> str:
    """What to install on a machine with this driver.

    A driver from 525 on runs every CUDA 12 build; the images need the driver that was released with their CUDA.
    """
    if not driver.names:
        return _CPU
    if any(each < _NEVER_BUILT for each in driver.capabilities):
        return tr("{}: {}", _OLD_GPU, _CPU)
    for build in BUILDS:
        if driver.major >= build.driver and build.fits(driver):
            return tr("{} (or {})", build.wheel(), build.image())
    if driver.major >= _CUDA_12_DRIVER:
        for build in reversed(BUILDS):
            if build.cuda.startswith("12.") and build.fits(driver):
                return tr("{} (a driver from {} on also runs the image)", build.wheel(), build.driver)
    if driver.major >= _CUDA_11_DRIVER and all(_PYPI_OLDEST <= each <= _PYPI_NEWEST for each in driver.capabilities):
        return tr("pip install paddlepaddle-gpu==2.6.2 'numpy<2' setuptools (CUDA 11.8), or update the driver to 560")
    return tr("update the NVIDIA driver to 580 or newer, then run lrkit doctor again")
