"""Learning-rate schedules for PaddlePaddle: choose, see, check, train with and prove them.

What needs Paddle is imported when it is asked for; ``import paddle_lrkit`` alone never loads it.
"""

from __future__ import annotations

import importlib
from typing import Any

__version__ = "0.1.0"

_SCHEDULERS = (
    "Beside",
    "CosineAnnealingDecay",
    "CosineAnnealingWarmRestarts",
    "CurveLR",
    "CyclicLR",
    "ExponentialDecay",
    "GroupLR",
    "InverseTimeDecay",
    "LambdaDecay",
    "LinearLR",
    "LinearWarmup",
    "MultiStepDecay",
    "MultiplicativeDecay",
    "NaturalExpDecay",
    "NoamDecay",
    "OneCycleLR",
    "ParameterGroup",
    "PiecewiseDecay",
    "PolynomialDecay",
    "ReduceOnPlateau",
    "SequentialLR",
    "StepDecay",
    "UpdateCounter",
    "curve_of",
)
_SOURCES = {
    "curves": "paddle_lrkit.curves",
    "schedulers": "paddle_lrkit.schedulers",
    "load_schedule": "paddle_lrkit.suites:load_schedule",
    "Schedule": "paddle_lrkit.suites:Schedule",
    "LrkitError": "paddle_lrkit.errors:LrkitError",
    "ConfigError": "paddle_lrkit.errors:ConfigError",
    **{name: f"paddle_lrkit.schedulers:{name}" for name in _SCHEDULERS},
}

__all__ = ["__version__", *sorted(_SOURCES)]


def __getattr__(name: str) -> Any:
    if name not in _SOURCES:
        raise AttributeError(f"module 'paddle_lrkit' has no attribute {name!r}")
    module, _, attribute = _SOURCES[name].partition(":")
    value = importlib.import_module(module)
    if attribute:
        value = getattr(value, attribute)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return list(__all__)
