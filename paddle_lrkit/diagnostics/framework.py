"""Whether Paddle is installed once and can be imported."""

from __future__ import annotations

import re

from paddle_lrkit.diagnostics.diagnosis import Diagnosis
from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.install import install_advice
from paddle_lrkit.diagnostics.packages import installed_version
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.messages import Message, tr
from paddle_lrkit.text import join_names

_DISTRIBUTIONS = (
    "paddlepaddle",
    "paddlepaddle-gpu",
    "paddlepaddle-xpu",
    "paddlepaddle-npu",
    "paddlepaddle-rocm",
    "paddlepaddle-dcu",
)
_OLDEST, _TESTED = (2, 6), ("2.6.2", "3.3.1")

_HINTS = {
    "No module named 'setuptools'": "pip install setuptools",
    "No module named 'pkg_resources'": "pip install setuptools",
    "/.cache'": Message("set HOME to a writable directory, such as /tmp"),
    "libgomp": "apt-get install libgomp1",
    "numpy.core.multiarray": "pip install 'numpy<2'",
    "compiled using NumPy 1.x": "pip install 'numpy<2'",
    "Fail to open library": Message(
        "install the driver of the plug-in; CUSTOM_DEVICE_ROOT=/dev/null starts without plug-ins"
    ),
    "libcud": Message("use an image with CUDA and cuDNN, or install the CPU build: pip install paddlepaddle"),
    "libcublas": Message("use an image with CUDA and cuDNN, or install the CPU build: pip install paddlepaddle"),
}
"""Part of an import error -> what to do."""


def diagnose(info: PaddleInfo, driver: Driver) -> list[Diagnosis]:
    """The results for the distribution and the import."""
    names = installed_distributions()
    return [diagnose_distribution(names, info, driver), diagnose_import(names, info)]


def installed_distributions() -> dict[str, str]:
    """Name and version of each installed distribution that contains the package ``paddle``."""
    versions = {name: installed_version(name) for name in _DISTRIBUTIONS}
    return {name: version for name, version in versions.items() if version}


def diagnose_distribution(names: dict[str, str], info: PaddleInfo, driver: Driver) -> Diagnosis:
    """Whether exactly one distribution contains Paddle."""
    text = ", ".join(f"{name} {version}" for name, version in names.items())
    if len(names) > 1:
        fix = tr("pip uninstall -y {}, then install one of them", " ".join(names))
        return Diagnosis("Paddle", "fail", tr("{}: each of them contains the package paddle", text), fix)
    if names:
        return Diagnosis("Paddle", "ok", text)
    if info.version:
        return Diagnosis("Paddle", "ok", tr("{}, not installed by pip", info.version))
    return Diagnosis("Paddle", "fail", tr("not installed: training and evaluation need it"), install_advice(driver))


def diagnose_import(names: dict[str, str], info: PaddleInfo) -> Diagnosis:
    """Whether Paddle can be imported, in a version that is tested."""
    check = "Paddle import"
    if not info.version:
        hint = next((str(fix) for part, fix in _HINTS.items() if part in info.error), "")
        default = f"pip install --force-reinstall {next(iter(names))}" if names else tr("install Paddle")
        return Diagnosis(check, "fail", info.error or tr("no error message"), hint or default)
    if release(info.version) < _OLDEST and not info.version.startswith("0.0"):
        return Diagnosis(
            check,
            "warn",
            tr("{} is older than the tested versions: {}", info.version, join_names(_TESTED)),
            tr("install Paddle 3.3.1"),
        )
    return Diagnosis(check, "ok", info.version)


def release(version: str) -> tuple[int, int]:
    """Major and minor number of a version.

    Example:
        >>> release("2.6.2.post118"), release("3.3.1"), release("3.4rc0"), release("nightly")
        ((2, 6), (3, 3), (3, 4), (0, 0))
    """
    match = re.match(r"(\d+)\.(\d+)", version)
    return (int(match[1]), int(match[2])) if match else (0, 0)
