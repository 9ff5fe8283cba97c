"""Python and the packages that training needs."""

from __future__ import annotations

import importlib.metadata
import sys

from paddle_lrkit.diagnostics.diagnosis import Diagnosis, Status
from paddle_lrkit.diagnostics.paddle_info import PaddleInfo
from paddle_lrkit.messages import Message, tr

_TRAIN = "pip install 'paddle-lrkit[train]'"

_NEEDED: tuple[tuple[str, Status, Message], ...] = (
    ("safetensors", "fail", Message("checkpoints cannot be written")),
    ("pillow", "fail", Message("images cannot be read")),
    ("scikit-learn", "warn", Message("the built-in digits data set is missing")),
    ("visualdl", "warn", Message("runs have no charts, only log.jsonl")),
)
"""Distribution, status if it is missing, and the effect."""


def diagnose_python() -> Diagnosis:
    """Whether Paddle 3.3.1 has wheels for this Python."""
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info >= (3, 14):
        return Diagnosis(
            "Python", "warn", tr("{}: Paddle 3.3.1 has no wheel for it", version), tr("use Python 3.10 to 3.13")
        )
    return Diagnosis("Python", "ok", tr("{} at {}", version, sys.executable))


def diagnose(info: PaddleInfo) -> list[Diagnosis]:
    """The results for the packages."""
    return [diagnose_setuptools(), diagnose_numpy(info), *(diagnose_needed(*need) for need in _NEEDED)]


def diagnose_setuptools() -> Diagnosis:
    """Paddle imports setuptools, but requires it only for Python 3.12 and later."""
    version = installed_version("setuptools")
    if version is None:
        return Diagnosis("setuptools", "fail", tr("not installed: Paddle imports it"), "pip install setuptools")
    return Diagnosis("setuptools", "ok", version)


def diagnose_numpy(info: PaddleInfo) -> Diagnosis:
    """Paddle 2.6 was built for NumPy 1."""
    version = installed_version("numpy")
    if version is None:
        return Diagnosis("numpy", "fail", tr("not installed"), _TRAIN)
    if not version.startswith(("0.", "1.")) and info.version.startswith("2."):
        return Diagnosis(
            "numpy", "fail", tr("{}: Paddle {} needs NumPy 1", version, info.version), "pip install 'numpy<2'"
        )
    return Diagnosis("numpy", "ok", version)


def diagnose_needed(name: str, status: Status, effect: Message) -> Diagnosis:
    """Whether a package is installed."""
    version = installed_version(name)
    return (
        Diagnosis(name, "ok", version) if version else Diagnosis(name, status, tr("not installed: {}", effect), _TRAIN)
    )


def installed_version(name: str) -> str | None:
    """The version of an installed distribution, or None."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
