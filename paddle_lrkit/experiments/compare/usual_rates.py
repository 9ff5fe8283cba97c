"""The peak rate that each optimizer is usually tried around: the middle of its grid."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_USUAL = {
    "SGD": 0.1,
    "Momentum": 0.1,
    "Adam": 1e-3,
    "AdamW": 1e-3,
    "Adamax": 1e-3,
    "RAdam": 1e-3,
    "NAdam": 1e-3,
    "Lamb": 1e-2,
    "RMSProp": 1e-3,
    "Adagrad": 1e-2,
    "Adadelta": 1.0,
    "ASGD": 0.1,
    "LARS": 1.0,
    "Lion": 1e-4,
    "Muon": 1e-3,
    "ScheduleFreeSGD": 1.0,
    "ScheduleFreeAdamW": 2.5e-3,
    "Prodigy": 1.0,
    "DAdaptAdam": 1.0,
    "HypergradientSGD": 0.1,
    "HypergradientAdam": 1e-3,
}
_SMALL_MUON = 0.02
"""For scales that do not grow with both sides of a matrix; as in Keller Jordan's code and Paddle's class."""


def usual_rate(section: Mapping[str, Any], otherwise: float) -> float:
    """The usual peak rate of an optimizer.

    Args:
        section: The section ``Optimizer``.
        otherwise: The rate of an optimizer that the table lacks.

    Example:
        >>> usual_rate({"name": "AdamW"}, 0.5), usual_rate({"name": "Muon", "scale": "spectral"}, 0.5)
        (0.001, 0.02)
    """
    name = section["name"]
    if name == "Muon" and section.get("scale") in ("spectral", "paddle_1", "paddle_2"):
        return _SMALL_MUON
    return _USUAL.get(name, otherwise)
