"""Is Paddle installed, once, and does it import."""

from __future__ import annotations

import importlib.metadata
import re

from paddle_lrkit.diagnostics.driver import Driver
from paddle_lrkit.diagnostics.install import install_advice
from paddle_lrkit.diagnostics.probe import Probe
from paddle_lrkit.diagnostics.row import Row

_DISTRIBUTIONS = (
    "paddlepaddle",
    "paddlepaddle-gpu",
    "paddlepaddle-xpu",
    "paddlepaddle-npu",
    "paddlepaddle-rocm",
)
_OLDEST, _TESTED = (2, 6), "2.6.2 and 3.3.1"

_HINTS = {
    "No module named 'setuptools'": "pip install setuptools",
    "No module named 'pkg_resources'": "pip install setuptools",
    "/.cache'": "set HOME to a directory that can be written, such as /tmp",
    "libgomp": "apt-get install libgomp1",
    "numpy.core.multiarray": "pip install 'numpy<2'",
    "compiled using NumPy 1.x": "pip install 'numpy<2'",
    "libcud": "use an image that carries CUDA and cuDNN, or install the CPU build: pip install paddlepaddle",
    "libcublas": "use an image that carries CUDA and cuDNN, or install the CPU build: pip install paddlepaddle",
}
"""Part of an import error -> what to do."""


def rows(found: Probe, driver: Driver) -> list[Row]:
    """The rows about the distribution and the import."""
    names = installed_distributions()
    return [distribution_row(names, found, driver), import_row(names, found)]


def installed_distributions() -> dict[str, str]:
    """Name and version of each installed distribution that brings the package ``paddle``."""
    found = {}
    for name in _DISTRIBUTIONS:
        try:
            found[name] = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue
    return found


def distribution_row(names: dict[str, str], found: Probe, driver: Driver) -> Row:
    """Whether exactly one distribution brings Paddle."""
    listed = ", ".join(f"{name} {version}" for name, version in names.items())
    if len(names) > 1:
        fix = f"pip uninstall -y {' '.join(names)}, then install one of them"
        return Row("Paddle", "fail", f"{listed} are installed over each other: both bring the package paddle", fix)
    if names:
        return Row("Paddle", "ok", listed)
    if found.version:
        return Row("Paddle", "ok", f"{found.version}, not installed by pip")
    return Row("Paddle", "fail", "not installed: training and evaluation need it", install_advice(driver))


def import_row(names: dict[str, str], found: Probe) -> Row:
    """Whether Paddle imports, and is a version that the tests run with."""
    check = "Paddle import"
    if not found.version:
        hint = next((fix for part, fix in _HINTS.items() if part in found.error), "")
        default = f"pip install --force-reinstall {next(iter(names))}" if names else "install Paddle"
        return Row(check, "fail", found.error or "it said nothing", hint or default)
    if release(found.version) < _OLDEST and not found.version.startswith("0.0"):
        return Row(check, "warn", f"{found.version} is older than what is tested: {_TESTED}", "install Paddle 3.3.1")
    return Row(check, "ok", f"{found.version} imports")


def release(version: str) -> tuple[int, int]:
    """Major and minor number of a version.

    Example:
        >>> release("2.6.2.post118"), release("3.3.1"), release("3.4rc0"), release("nightly")
        ((2, 6), (3, 3), (3, 4), (0, 0))
    """
    match = re.match(r"(\d+)\.(\d+)", version)
    return (int(match[1]), int(match[2])) if match else (0, 0)
