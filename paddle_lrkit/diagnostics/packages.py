"""Python and the packages that training needs."""

from __future__ import annotations

import importlib.metadata
import sys

from paddle_lrkit.diagnostics.probe import Probe
from paddle_lrkit.diagnostics.row import Row, Status

_TRAIN = "pip install 'paddle-lrkit[train]'"

_NEEDED: tuple[tuple[str, Status, str], ...] = (
    ("safetensors", "fail", "checkpoints cannot be written"),
    ("pillow", "fail", "images cannot be read"),
    ("scikit-learn", "warn", "the built-in digits data set is missing"),
    ("visualdl", "warn", "runs have no charts; log.jsonl is written all the same"),
)
"""Distribution, what its lack is, what its lack means."""


def python_row() -> Row:
    """Whether Paddle 3.3.1 has wheels for this Python."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= (3, 14):
        return Row("Python", "warn", f"{version}: Paddle 3.3.1 has no wheel for it", "use Python 3.10 to 3.13")
    return Row("Python", "ok", f"{version} at {sys.executable}")


def rows(found: Probe) -> list[Row]:
    """The rows about the packages."""
    return [setuptools_row(), numpy_row(found), *(needed_row(*need) for need in _NEEDED)]


def setuptools_row() -> Row:
    """Paddle imports setuptools and declares it for Python 3.12 and later only."""
    version = installed("setuptools")
    if version is None:
        return Row("setuptools", "fail", "not installed: Paddle imports it", "pip install setuptools")
    return Row("setuptools", "ok", version)


def numpy_row(found: Probe) -> Row:
    """Paddle 2.6 was built for NumPy 1."""
    version = installed("numpy")
    if version is None:
        return Row("numpy", "fail", "not installed", _TRAIN)
    if not version.startswith(("0.", "1.")) and found.version.startswith("2."):
        return Row("numpy", "fail", f"{version}: Paddle {found.version} needs NumPy 1", "pip install 'numpy<2'")
    return Row("numpy", "ok", version)


def needed_row(name: str, lack: Status, meaning: str) -> Row:
    """Whether a package is there."""
    version = installed(name)
    return Row(name, "ok", version) if version else Row(name, lack, f"not installed: {meaning}", _TRAIN)


def installed(name: str) -> str | None:
    """The version of an installed distribution, or None."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
